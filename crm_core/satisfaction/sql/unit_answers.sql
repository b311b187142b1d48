-- One row per unit and scale: answers to the question $kind, those satisfied, customers, and sums of squares over customers.
-- A unit is the department or employee ($by) of the customer's last interaction before the answer, at most $reach_days earlier;
-- where there is none the unit is empty. Every answer counts; points are turned so that higher is better.
with own_answers as (
    select
        customer_key,
        moment_of_answer(answered_at, answered_on) as moment,
        scale_min,
        scale_max,
        points
    from chosen_answers($sectors, $regions, $capacities, $tiers, $attributes)
    where kind = $kind
        and answered_on between $start and $end
),
touches as (
    select * from touches_between($by, cast($start as date) - $reach_days, $end)
),
answers_of_units as (
    select
        case when own_answers.moment - touches.occurred_at <= to_days($reach_days) then touches.met end as unit,
        own_answers.customer_key,
        own_answers.scale_min,
        own_answers.scale_max,
        cast(own_answers.points >= own_answers.scale_max - 1 as integer) as is_satisfied
    from own_answers
    asof left join touches
        on touches.customer_key = own_answers.customer_key and touches.occurred_at <= own_answers.moment
),
customers_of_units as (
    select unit, scale_min, scale_max, customer_key, count(*) as answers, sum(is_satisfied) as satisfied
    from answers_of_units
    group by unit, scale_min, scale_max, customer_key
)
select
    unit,
    scale_min,
    scale_max,
    cast(sum(answers) as bigint) as answers,
    cast(sum(satisfied) as bigint) as satisfied,
    cast(count(*) as bigint) as customers,
    cast(sum(satisfied * satisfied) as bigint) as satisfied_squares,
    cast(sum(satisfied * answers) as bigint) as products,
    cast(sum(answers * answers) as bigint) as answer_squares
from customers_of_units
group by unit, scale_min, scale_max
order by unit nulls last, scale_min, scale_max
