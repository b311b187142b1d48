-- One row per segment, tier and month in which interactions were recorded: orders, and complaint rows of the same customers.
with recorded as (
    select
        min(month) as first_month,
        max(month) as last_month
    from contact_cube
),
counted as (
    select
        sector,
        region,
        capacity,
        tier,
        month,
        orders,
        0 as complaints
    from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)
    where month between date_trunc('month', cast($start as date)) and $end
    union all
    select
        sector,
        region,
        capacity,
        tier,
        month,
        0 as orders,
        interactions as complaints
    from chosen_contacts($sectors, $regions, $capacities, $tiers, $attributes)
    where kind = 'complaint'
        and month between date_trunc('month', cast($start as date)) and $end
)
select
    counted.sector,
    counted.region,
    counted.capacity,
    counted.tier,
    counted.month,
    cast(sum(counted.orders) as bigint) as orders,
    cast(sum(counted.complaints) as bigint) as complaints
from counted
cross join recorded
where counted.month between recorded.first_month and recorded.last_month
group by counted.sector, counted.region, counted.capacity, counted.tier, counted.month
order by month, sector, region, capacity, tier
