-- One row per group, scale and points: the latest answer of each customer in the period to the question $kind, own brand only.
-- $by is department or contact_channel: that of the customer's last interaction before the answer, at most $reach_days earlier.
with latest_answers as (
    select
        customer_key,
        coalesce(answered_at, cast(answered_on as timestamp) + interval 1 day) as moment,
        scale_min,
        scale_max,
        points
    from chosen_answers($sectors, $regions, $capacities, $tiers, $attributes)
    where kind = $kind
        and answered_on between $start and $end
        and (superseded_on is null or superseded_on > $end)
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
