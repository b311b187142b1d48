-- One row per month, scale and points: the latest answer of each customer in each month to the question $kind, own brand only.
-- Points are the score turned so that higher is better.
select
    cast(date_trunc('month', answered_on) as date) as month,
    scale_min,
    scale_max,
    points,
    cast(count(*) as bigint) as answers
from chosen_answers($sectors, $regions, $capacities, $tiers, $attributes)
where kind = $kind
    and answered_on between $start and $end
    and (superseded_on is null or superseded_on > least(last_day(answered_on), cast($end as date)))
group by date_trunc('month', answered_on), scale_min, scale_max, points
order by month, scale_min, scale_max, points
