-- One row: revenue and known cost of the months looked at, and what winning the customers won in them has cost.
with chosen as (
    select customer_key
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
sales as (
    select
        sum(customer_month.revenue) as revenue,
        sum(customer_month.uncosted_revenue) as uncosted_revenue,
        sum(customer_month.known_cost) as known_cost
    from customer_month
    join chosen on chosen.customer_key = customer_month.customer_key
    where customer_month.month between $first_month and $last_month
),
winning as (
    select avg(customer.acquisition_cost) as acquisition_cost, count(customer.acquisition_cost) as costed_customers
    from customer
    join chosen on chosen.customer_key = customer.customer_key
    where date_trunc('month', customer.first_order_on) between $first_month and $last_month
)
select
    cast(coalesce(sales.revenue, 0) as double) as revenue,
    cast(coalesce(sales.uncosted_revenue, 0) as double) as uncosted_revenue,
    cast(coalesce(sales.known_cost, 0) as double) as known_cost,
    cast(winning.acquisition_cost as double) as acquisition_cost,
    cast(winning.costed_customers as bigint) as costed_customers
from sales
cross join winning
