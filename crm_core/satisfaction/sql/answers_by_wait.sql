-- One row per half (early, late), scale and points: latest answers of the period that have an invitation, one a customer.
-- Late is later after the invitation than the middle of all of them. Question $kind, own brand; higher points are better.
with latest as (
    select
        surveys.customer_key,
        surveys.scale_min,
        surveys.scale_max,
        turned_score(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as points,
        date_diff('minute', surveys.invited_at, surveys.answered_at) / 1440.0 as days,
        row_number() over (
            partition by surveys.customer_key, surveys.scale_min, surveys.scale_max
            order by surveys.answered_at desc, surveys.load_id desc, surveys.row_number desc
        ) as place_from_latest
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on between $start and $end
        and surveys.invited_at <= surveys.answered_at
),
middle as (
    select quantile_cont(days, 0.5) as days
    from latest
    where place_from_latest = 1
)
select
    case when latest.days > middle.days then 'late' else 'early' end as "group",
    latest.scale_min,
    latest.scale_max,
    latest.points,
    cast(count(*) as bigint) as answers,
    cast(any_value(middle.days) as double) as middle_days
from latest
cross join middle
where latest.place_from_latest = 1
group by 1, 2, 3, 4
order by 1, 2, 3, 4
