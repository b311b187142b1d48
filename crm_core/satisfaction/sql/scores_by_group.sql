-- One row per group, scale and points: the latest answer of each customer in the period to the question $kind, own brand only.
-- $by is tier, sector, region, capacity or channel (of acquisition); all puts everyone into one group.
with latest_answers as (
    select
        coalesce(
            case
                when $by = 'all' then 'all'
                when $by = 'tier' then tier
                when $by = 'sector' then sector
                when $by = 'region' then region
                when $by = 'capacity' then capacity
                when $by = 'channel' then acquisition_channel
            end,
            'unknown'
        ) as group_name,
        scale_min,
        scale_max,
        points
    from chosen_answers($sectors, $regions, $capacities, $tiers, $attributes)
    where kind = $kind
        and answered_on between $start and $end
        and (superseded_on is null or superseded_on > $end)
)
select
    group_name as "group",
    scale_min,
    scale_max,
    points,
    cast(count(*) as bigint) as answers
from latest_answers
group by group_name, scale_min, scale_max, points
order by "group", scale_min, scale_max, points
