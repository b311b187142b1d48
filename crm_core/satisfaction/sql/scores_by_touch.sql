-- One row per group, scale and points: the latest answer of each customer in the period to the question $kind, own brand only.
-- $by is department or contact_channel: that of the customer's last interaction before the answer, at most $reach_days earlier.
with latest_answers as (
    select
        customer_key,
        moment_of_answer(answered_at, answered_on) as moment,
        scale_min,
        scale_max,
        points
    from chosen_answers($sectors, $regions, $capacities, $tiers, $attributes)
    where kind = $kind
        and answered_on between $start and $end
        and (superseded_on is null or superseded_on > $end)
),
touches as (
    select * from touches_between($by, cast($start as date) - $reach_days, $end)
)
select
    coalesce(
        case when latest_answers.moment - touches.occurred_at <= to_days($reach_days) then touches.met end, 'unknown'
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
