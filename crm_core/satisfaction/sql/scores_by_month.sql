-- One row per month, scale and points: the latest answer of each customer in each month to the question $kind, own brand only.
-- Points are the score turned so that higher is better.
with own_answers as (
    select
        cast(date_trunc('month', surveys.answered_on) as date) as month,
        surveys.scale_min,
        surveys.scale_max,
        case
            when surveys.higher_is_better then surveys.score else surveys.scale_min + surveys.scale_max - surveys.score
        end as points,
        row_number() over (
            partition by
                surveys.customer_key, date_trunc('month', surveys.answered_on), surveys.scale_min, surveys.scale_max
            order by
                surveys.answered_on desc, surveys.answered_at desc nulls last, surveys.load_id desc, surveys.row_number desc
        ) as place_from_latest
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on between $start and $end
)
select
    month,
    scale_min,
    scale_max,
    points,
    cast(count(*) as bigint) as answers
from own_answers
where place_from_latest = 1
group by month, scale_min, scale_max, points
order by month, scale_min, scale_max, points
