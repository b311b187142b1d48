-- One row per group, scale and points: the latest answer of each customer in the period to the question $kind, own brand only.
-- $by is tier, sector, region, capacity or channel (of acquisition); all puts everyone into one group.
with own_answers as (
    select
        case
            when $by = 'all' then 'all'
            when $by = 'tier' then chosen.tier
            when $by = 'sector' then chosen.sector
            when $by = 'region' then chosen.region
            when $by = 'capacity' then chosen.capacity
            when $by = 'channel' then chosen.acquisition_channel
        end as group_name,
        surveys.scale_min,
        surveys.scale_max,
        case
            when surveys.higher_is_better then surveys.score else surveys.scale_min + surveys.scale_max - surveys.score
        end as points,
        row_number() over (
            partition by surveys.customer_key, surveys.scale_min, surveys.scale_max
            order by
                surveys.answered_on desc, surveys.answered_at desc nulls last, surveys.load_id desc, surveys.row_number desc
        ) as place_from_latest
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on between $start and $end
)
select
    coalesce(group_name, 'unknown') as "group",
    scale_min,
    scale_max,
    points,
    cast(count(*) as bigint) as answers
from own_answers
where place_from_latest = 1
group by coalesce(group_name, 'unknown'), scale_min, scale_max, points
order by "group", scale_min, scale_max, points
