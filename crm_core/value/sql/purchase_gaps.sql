-- One row per segment, tier, days and whether still open: gaps between purchase days of the chosen customers that began in the period.
select
    sector,
    region,
    capacity,
    tier,
    days,
    not is_open as has_happened,
    cast(sum(gaps) as bigint) as gaps
from chosen_gaps($sectors, $regions, $capacities, $tiers, $attributes)
where month >= date_trunc('month', cast($start as date))
    and month <= cast($end as date)
    and ($which = 'all' or is_first)
group by sector, region, capacity, tier, days, has_happened
order by sector, region, capacity, tier, days, has_happened
