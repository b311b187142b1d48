-- One row per group (answered, silent): customers asked in the period, by what they did in the $window_days before and after.
-- A customer's first invitation of the period counts alone: whether it was answered, and where before and after meet. Whoever is
-- asked longer answers sooner or later, so later invitations would make the living look willing.
with asked as (
    select
        invitations.customer_key,
        min(invitations.invited_at) as asked_at,
        arg_min(invitations.is_answered, invitations.invited_at) as has_answered
    from invitations_between($start, $end) as invitations
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = invitations.customer_key
    group by invitations.customer_key
    having min(invitations.invited_at) < $cut_off - to_days($window_days)
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
