-- One row per customer with a complaint opened in the period, in one department or (empty $department) in all, its first one: solved
-- within the standard or not, satisfaction (0 to 100) in the $window_days before and after, and whether an order followed in them.
with cases as (
    select
        interactions.customer_key,
        coalesce(interactions.opened_at, interactions.occurred_at) as opened_at,
        interactions.resolved_at,
        row_number() over (
            partition by interactions.customer_key
            order by interactions.occurred_at, interactions.load_id, interactions.row_number
        ) as place
    from interactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and interactions.occurred_on between $start and $end
        and ($department = '' or coalesce(interactions.department, 'unknown') = $department)
),
first_cases as (
    select
        customer_key,
        opened_at,
        coalesce(resolved_at <= opened_at + to_hours($standard_hours), false) as is_in_time
    from cases
    where place = 1
        and opened_at < $cut_off - to_hours($standard_hours)
),
scored as (
    select
        first_cases.customer_key,
        avg(case when surveys.answered_at < first_cases.opened_at then points.points end) as before,
        avg(case when surveys.answered_at >= first_cases.opened_at then points.points end) as after
    from first_cases
    join surveys on surveys.customer_key = first_cases.customer_key
    cross join lateral (
        select
            points_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as points
    ) as points
    where surveys.kind = 'csat'
        and surveys.brand is null
        and surveys.answered_at between first_cases.opened_at - to_days($window_days)
            and first_cases.opened_at + to_days($window_days)
    group by first_cases.customer_key
),
bought as (
    select first_cases.customer_key
    from first_cases
    join transactions on transactions.customer_key = first_cases.customer_key
    where transactions.amount > 0
        and transactions.ordered_at > first_cases.opened_at
        and transactions.ordered_at <= first_cases.opened_at + to_days($window_days)
    group by first_cases.customer_key
)
select
    first_cases.is_in_time,
    cast(scored.before as double) as before,
    cast(scored.after as double) as after,
    bought.customer_key is not null as has_bought,
    first_cases.opened_at <= $cut_off - to_days($window_days) as is_watched
from first_cases
left join scored on scored.customer_key = first_cases.customer_key
left join bought on bought.customer_key = first_cases.customer_key
order by first_cases.customer_key
