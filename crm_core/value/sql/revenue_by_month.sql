-- One row per segment, tier and month of the period with an order line of the chosen customers.
select
    sector,
    region,
    capacity,
    tier,
    month,
    cast(sum(orders) as bigint) as orders,
    cast(sum(revenue) as double) as revenue
from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)
where month between date_trunc('month', cast($start as date)) and cast($end as date)
group by sector, region, capacity, tier, month
order by month, sector, region, capacity, tier
