-- One row per group, scale and points: the latest answer of each customer in the period to the question $kind, own brand only.
-- $by is department or contact_channel: that of the customer's last interaction before the answer, at most $reach_days earlier.
with own_answers as (
    select
        surveys.customer_key,
        coalesce(surveys.answered_at, cast(surveys.answered_on as timestamp) + interval 1 day) as moment,
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
),
latest_answers as (
    select customer_key, moment, scale_min, scale_max, points from own_answers where place_from_latest = 1
),
touches as (
    select
        customer_key,
        occurred_at,
        case when $by = 'contact_channel' then channel else department end as group_name
    from interactions
    where occurred_on between cast($start as date) - $reach_days and $end
        and case when $by = 'contact_channel' then channel else department end is not null
)
select
    coalesce(
        case when latest_answers.moment - touches.occurred_at <= to_days($reach_days) then touches.group_name end, 'unknown'
    ) as "group",
    latest_answers.scale_min,
    latest_answers.scale_max,
    latest_answers.points,
    cast(count(*) as bigint) as answers
from latest_answers
asof left join touches
    on touches.customer_key = latest_answers.customer_key and touches.occurred_at <= latest_answers.moment
group by 1, 2, 3, 4
order by 1, 2, 3, 4
