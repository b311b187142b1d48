-- One row per month in which interactions were recorded: orders, and complaint rows of the same customers.
-- The rollups are cut by the same four fields as chosen_customers cuts the customers.
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
    from month_cube
    where month between date_trunc('month', cast($start as date)) and $end
        and (len($sectors) = 0 or list_contains($sectors, sector))
        and (len($regions) = 0 or list_contains($regions, region))
        and (len($capacities) = 0 or list_contains($capacities, capacity))
        and (len($tiers) = 0 or list_contains($tiers, tier))
    group by month
),
complained as (
    select
        month,
        sum(interactions) as complaints
    from contact_cube
    where kind = 'complaint'
        and month between date_trunc('month', cast($start as date)) and $end
        and (len($sectors) = 0 or list_contains($sectors, sector))
        and (len($regions) = 0 or list_contains($regions, region))
        and (len($capacities) = 0 or list_contains($capacities, capacity))
        and (len($tiers) = 0 or list_contains($tiers, tier))
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
