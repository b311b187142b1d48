-- One row per cell of tier, region and channel of acquisition, scale and points: latest answers of the period, one a customer.
-- Question $kind, own brand; points are the score turned so that higher is better.
select
    tier,
    coalesce(region, 'unknown') as region,
    coalesce(acquisition_channel, 'unknown') as channel,
    scale_min,
    scale_max,
    points,
    cast(count(*) as bigint) as answers
from chosen_answers($sectors, $regions, $capacities, $tiers, $attributes)
where kind = $kind
    and answered_on between $start and $end
    and (superseded_on is null or superseded_on > $end)
group by all
order by all
