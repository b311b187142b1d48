-- One row: revenue and known cost of the months looked at, and what winning the customers won in them has cost.
with sales as (
    select sum(revenue) as revenue, sum(uncosted_revenue) as uncosted_revenue, sum(known_cost) as known_cost
    from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)
    where month between $first_month and $last_month
),
winning as (
    select sum(cost) as acquisition_cost, sum(costed) as costed_customers
    from chosen_cohorts('month', $sectors, $regions, $capacities, $tiers, $attributes)
    where cohort between $first_month and $last_month and months_since = 0
)
select
    cast(coalesce(sales.revenue, 0) as double) as revenue,
    cast(coalesce(sales.uncosted_revenue, 0) as double) as uncosted_revenue,
    cast(coalesce(sales.known_cost, 0) as double) as known_cost,
    case when winning.costed_customers > 0
        then cast(winning.acquisition_cost as double) / winning.costed_customers end as acquisition_cost,
    cast(coalesce(winning.costed_customers, 0) as bigint) as costed_customers
from sales
cross join winning
