-- One row per customer, day and rated attribute (question $kind, own brand) with the satisfaction of the same customer and day.
-- Points run from 0 (worst) to 100 (best), whatever the scale; ratings of expectations (a name with |) are left out. Of very many
-- raters $most_raters are taken, by a fixed shuffle of their keys.
with chosen as (
    select customer_key from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
points as (
    select
        surveys.customer_key,
        surveys.answered_on,
        surveys.kind,
        surveys.attribute,
        points_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as points
    from surveys
    join chosen on chosen.customer_key = surveys.customer_key
    where surveys.kind in ($kind, 'csat')
        and surveys.brand is null
        and surveys.answered_on between $start and $end
        and (surveys.attribute is null or not contains(surveys.attribute, '|'))
),
raters as (
    select customer_key
    from points
    where kind = $kind
    group by customer_key
    order by hash(customer_key)
    limit $most_raters
),
satisfied as (
    select customer_key, answered_on, avg(points) as points
    from points
    where kind = 'csat'
    group by customer_key, answered_on
)
select
    rated.customer_key,
    rated.answered_on,
    rated.attribute,
    cast(avg(rated.points) as double) as points,
    cast(max(satisfied.points) as double) as satisfaction
from points as rated
join raters on raters.customer_key = rated.customer_key
left join satisfied on satisfied.customer_key = rated.customer_key and satisfied.answered_on = rated.answered_on
where rated.kind = $kind
group by rated.customer_key, rated.answered_on, rated.attribute
order by rated.customer_key, rated.answered_on, rated.attribute
