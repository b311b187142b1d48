-- One row per segment, tier and month of the period: customers among the chosen who ordered, and those of them who had ordered
-- in an earlier month. A customer stands in one segment and one tier, so the sums count nobody twice.
select
    sector,
    region,
    capacity,
    tier,
    month,
    cast(sum(active_customers) as bigint) as active_customers,
    cast(sum(returning_customers) as bigint) as returning_customers
from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)
where month between date_trunc('month', cast($start as date)) and cast($end as date)
group by sector, region, capacity, tier, month
order by month, sector, region, capacity, tier
