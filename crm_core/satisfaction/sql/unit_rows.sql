-- One row per stored answer to the question $kind about our own brand, with the department of the customer's last interaction
-- before it, at most $reach_days earlier. Who acted is not listed: single answers are not shown by employee.
with own_answers as (
    select
        surveys.customer_key,
        chosen.customer_id,
        moment_of_answer(surveys.answered_at, surveys.answered_on) as moment,
        surveys.answered_on,
        surveys.score,
        surveys.scale_min,
        surveys.scale_max,
        surveys.higher_is_better
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on between $start and $end
)
select
    own_answers.customer_id,
    own_answers.answered_on,
    own_answers.score,
    own_answers.scale_min,
    own_answers.scale_max,
    own_answers.higher_is_better,
    touches.department,
    touches.channel,
    cast(touches.occurred_at as date) as contact_on
from own_answers
asof left join (
    select customer_key, occurred_at, department, channel from interactions where department is not null
) as touches
    on touches.customer_key = own_answers.customer_key and touches.occurred_at <= own_answers.moment
where own_answers.moment - touches.occurred_at <= to_days($reach_days)
order by own_answers.answered_on, own_answers.customer_id
limit $row_limit
