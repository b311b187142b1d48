-- One row per group, days and whether still open: gaps between purchase days of the chosen customers that began in the period.
select
    coalesce(trait_of($by, tier, sector, region, capacity, ''), '') as member,
    days,
    not is_open as has_happened,
    cast(sum(gaps) as bigint) as gaps
from chosen_gaps($sectors, $regions, $capacities, $tiers, $attributes)
where month >= date_trunc('month', cast($start as date))
    and month <= cast($end as date)
    and ($which = 'all' or is_first)
group by member, days, has_happened
order by member, days, has_happened
