-- One row per group (answered, silent): customers asked in the period, by what they did in the $window_days before and after.
-- A customer's first invitation of the period counts alone: whether it was answered, and where before and after meet. Whoever is
-- asked longer answers sooner or later, so later invitations would make the living look willing.
with invitations as (
    select
        surveys.customer_key,
        surveys.invited_at,
        max(case when surveys.score is not null then 1 else 0 end) as is_answered
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.brand is null
        and surveys.invited_at >= cast($start as timestamp)
        and surveys.invited_at < cast($end as timestamp) + to_days(1)
    group by surveys.customer_key, surveys.invited_at
),
asked as (
    select customer_key, min(invited_at) as asked_at, arg_min(is_answered, invited_at) as has_answered
    from invitations
    group by customer_key
    having min(invited_at) < $cut_off - to_days($window_days)
),
bought as (
    select
        asked.customer_key,
        max(case when transactions.ordered_at < asked.asked_at then 1 else 0 end) as is_before,
        max(case when transactions.ordered_at >= asked.asked_at then 1 else 0 end) as is_after
    from asked
    join transactions on transactions.customer_key = asked.customer_key
    where transactions.amount > 0
        and transactions.ordered_at >= asked.asked_at - to_days($window_days)
        and transactions.ordered_at < asked.asked_at + to_days($window_days)
    group by asked.customer_key
),
complained as (
    select distinct asked.customer_key
    from asked
    join interactions on interactions.customer_key = asked.customer_key
    where interactions.kind = 'complaint'
        and interactions.occurred_at >= asked.asked_at
        and interactions.occurred_at < asked.asked_at + to_days($window_days)
)
select
    case when asked.has_answered = 1 then 'answered' else 'silent' end as "group",
    cast(count(*) as bigint) as customers,
    cast(coalesce(sum(bought.is_before), 0) as bigint) as bought_before,
    cast(coalesce(sum(bought.is_after), 0) as bigint) as bought_after,
    cast(coalesce(sum(bought.is_before * bought.is_after), 0) as bigint) as stayed,
    cast(count(complained.customer_key) as bigint) as complained
from asked
left join bought on bought.customer_key = asked.customer_key
left join complained on complained.customer_key = asked.customer_key
group by 1
order by 1
