-- One row per month, band of orders in the year before, and group: customers, and those who ordered in the $window_days after.
-- Groups: in_time and late (first complaint of the period, solved within $standard_hours or not), none (buyers of that month, from their first order in it, with no
-- complaint in the 90 days before their order and the 30 after it; what came later is not asked). Only those watched to the end.
with chosen as (
    select customer_key from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
complaints as (
    select
        interactions.customer_key,
        coalesce(interactions.opened_at, interactions.occurred_at) as opened_at,
        interactions.resolved_at
    from interactions
    join chosen on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and interactions.occurred_on between cast($start as date) - 121 and $cut_off
),
complained as (
    select
        customer_key,
        min(opened_at) as from_at,
        arg_min(coalesce(resolved_at <= opened_at + to_hours($standard_hours), false), opened_at) as is_in_time
    from complaints
    where cast(opened_at as date) between $start and $end
    group by customer_key
),
buyers as (
    select transactions.customer_key, min(transactions.ordered_at) as from_at
    from transactions
    join chosen on chosen.customer_key = transactions.customer_key
    where transactions.amount > 0
        and transactions.ordered_on between $start and $end
    group by transactions.customer_key, date_trunc('month', transactions.ordered_on)
),
quiet as (
    select buyers.customer_key, buyers.from_at
    from buyers
    where buyers.from_at <= $cut_off - to_days($window_days)
        and not exists (
            select 1
            from complaints
            where complaints.customer_key = buyers.customer_key
                and complaints.opened_at between buyers.from_at - to_days(90) and buyers.from_at + to_days(30)
        )
),
watched as (
    select customer_key, from_at, case when is_in_time then 'in_time' else 'late' end as "group"
    from complained
    where from_at <= $cut_off - to_days($window_days)
    union all
    select customer_key, from_at, 'none' as "group"
    from quiet
),
ordered as (
    select
        watched.customer_key,
        watched.from_at,
        watched."group",
        count(distinct transactions.ordered_on) filter (where transactions.ordered_at <= watched.from_at) as before,
        count(*) filter (where transactions.ordered_at > watched.from_at) as after
    from watched
    join transactions on transactions.customer_key = watched.customer_key
    where transactions.amount > 0
        and transactions.ordered_at > watched.from_at - to_days(365)
        and transactions.ordered_at <= watched.from_at + to_days($window_days)
    group by watched.customer_key, watched.from_at, watched."group"
)
select
    cast(date_trunc('month', watched.from_at) as date) as month,
    case
        when coalesce(ordered.before, 0) <= 1 then 0
        when ordered.before = 2 then 1
        when ordered.before <= 4 then 2
        when ordered.before <= 7 then 3
        when ordered.before <= 12 then 4
        else 5
    end as band,
    watched."group",
    cast(count(*) as bigint) as customers,
    cast(count(*) filter (where ordered.after > 0) as bigint) as bought
from watched
left join ordered
    on ordered.customer_key = watched.customer_key
        and ordered.from_at = watched.from_at
        and ordered."group" = watched."group"
group by 1, 2, 3
order by 1, 2, 3
