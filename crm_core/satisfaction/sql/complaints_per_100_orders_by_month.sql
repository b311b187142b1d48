-- One row per month in which interactions were recorded: orders, and complaint rows of the same customers.
with recorded as (
    select
        min(month) as first_month,
        max(month) as last_month
    from contact_cube
),
ordered as (
    select
        month,
        sum(orders) as orders
    from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)
    where month between date_trunc('month', cast($start as date)) and $end
    group by month
),
complained as (
    select
        month,
        sum(interactions) as complaints
    from chosen_contacts($sectors, $regions, $capacities, $tiers, $attributes)
    where kind = 'complaint'
        and month between date_trunc('month', cast($start as date)) and $end
    group by month
)
select
    coalesce(ordered.month, complained.month) as month,
    cast(coalesce(ordered.orders, 0) as bigint) as orders,
    cast(coalesce(complained.complaints, 0) as bigint) as complaints
from ordered
full join complained on complained.month = ordered.month
cross join recorded
where coalesce(ordered.month, complained.month) between recorded.first_month and recorded.last_month
order by month
