-- One row per customer and rated attribute (own brand): the latest rating of the period, from 0 (worst) to 100 (best).
-- Names keep what stands behind a bar (X|beklenti). Of very many raters $most_raters are taken, by a fixed shuffle of their keys.
with rated as (
    select
        surveys.customer_key,
        surveys.attribute,
        arg_max(
            points_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better),
            (surveys.answered_at, surveys.load_id, surveys.row_number)
        ) as points
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = 'attribute'
        and surveys.brand is null
        and surveys.answered_on between $start and $end
    group by surveys.customer_key, surveys.attribute
),
raters as (
    select customer_key
    from rated
    group by customer_key
    order by hash(customer_key)
    limit $most_raters
)
select rated.customer_key, rated.attribute, cast(rated.points as double) as points
from rated
join raters on raters.customer_key = rated.customer_key
order by rated.customer_key, rated.attribute
