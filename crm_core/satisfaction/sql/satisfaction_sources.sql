-- One row per department, stage and channel: answers (csat, own brand) whose customer's latest contact in the 30 days before was of
-- that kind, how many gave one of the two best answers, and the complaints of the period.
with answered as (
    select
        surveys.customer_key,
        surveys.answered_at,
        is_satisfied_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as is_satisfied
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = 'csat'
        and surveys.brand is null
        and surveys.answered_on between $start and $end
),
touches as (
    select
        customer_key,
        occurred_at,
        coalesce(department, 'unknown') as department,
        coalesce(stage, 'unknown') as stage,
        coalesce(channel, 'unknown') as channel
    from interactions
    where occurred_on between cast($start as date) - 30 and $end
),
told as (
    select
        touches.department,
        touches.stage,
        touches.channel,
        count(*) as answers,
        count(*) filter (where answered.is_satisfied) as satisfied
    from answered
    asof join touches
        on touches.customer_key = answered.customer_key and touches.occurred_at <= answered.answered_at
    where touches.occurred_at >= answered.answered_at - to_days(30)
    group by touches.department, touches.stage, touches.channel
),
complained as (
    select
        coalesce(interactions.department, 'unknown') as department,
        coalesce(interactions.stage, 'unknown') as stage,
        coalesce(interactions.channel, 'unknown') as channel,
        count(*) as complaints
    from interactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and interactions.occurred_on between $start and $end
    group by 1, 2, 3
)
select
    coalesce(told.department, complained.department) as department,
    coalesce(told.stage, complained.stage) as stage,
    coalesce(told.channel, complained.channel) as channel,
    cast(coalesce(told.answers, 0) as bigint) as answers,
    cast(coalesce(told.satisfied, 0) as bigint) as satisfied,
    cast(coalesce(complained.complaints, 0) as bigint) as complaints
from told
full join complained
    on complained.department = told.department and complained.stage = told.stage and complained.channel = told.channel
order by 1, 2, 3
