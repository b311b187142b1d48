-- One row per month, scale and points: the latest answer of each member of staff in each month (or, with $grain period, in the
-- whole period, month then being its first day) to the question $kind about our own brand. Customers proper are left out.
with own_answers as (
    select
        case
            when $grain = 'month' then cast(date_trunc('month', surveys.answered_on) as date) else cast($start as date)
        end as month,
        surveys.customer_key,
        surveys.answered_on,
        surveys.answered_at,
        surveys.load_id,
        surveys.row_number,
        surveys.scale_min,
        surveys.scale_max,
        turned_score(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as points
    from surveys
    join customer on customer.customer_key = surveys.customer_key
    where customer.customer_type = 'internal'
        and surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on between $start and $end
),
placed as (
    select
        month,
        scale_min,
        scale_max,
        points,
        row_number() over (
            partition by customer_key, month, scale_min, scale_max
            order by answered_on desc, answered_at desc nulls last, load_id desc, row_number desc
        ) as place_from_latest
    from own_answers
)
select
    month,
    scale_min,
    scale_max,
    points,
    cast(count(*) as bigint) as answers
from placed
where place_from_latest = 1
group by month, scale_min, scale_max, points
order by month, scale_min, scale_max, points
