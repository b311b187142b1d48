-- One row per channel of the latest contact in the 90 days before an answer: answers (csat, own brand), mean and sum of squares.
-- Points run from 0 (worst) to 100 (best).
with answered as (
    select
        surveys.customer_key,
        surveys.answered_at,
        points_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as points
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = 'csat'
        and surveys.brand is null
        and surveys.answered_on between $start and $end
),
touches as (
    select * from touches_between('contact_channel', cast($start as date) - 90, $end)
)
select
    touches.met as channel,
    cast(count(*) as bigint) as answers,
    cast(avg(answered.points) as double) as mean,
    cast(coalesce(var_samp(answered.points), 0) * (count(*) - 1) as double) as squares
from answered
asof join touches
    on touches.customer_key = answered.customer_key and touches.occurred_at <= answered.answered_at
where touches.occurred_at >= answered.answered_at - to_days(90)
group by touches.met
order by touches.met
