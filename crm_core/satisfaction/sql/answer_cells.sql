-- One row per cell of tier, region and channel of acquisition, scale and points: latest answers of the period, one a customer.
-- Question $kind, own brand; points are the score turned so that higher is better.
with latest as (
    select
        surveys.customer_key,
        surveys.scale_min,
        surveys.scale_max,
        arg_max(
            case when surveys.higher_is_better then surveys.score else surveys.scale_min + surveys.scale_max - surveys.score end,
            (surveys.answered_at, surveys.load_id, surveys.row_number)
        ) as points
    from surveys
    where surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on between $start and $end
    group by surveys.customer_key, surveys.scale_min, surveys.scale_max
)
select
    chosen.tier,
    coalesce(chosen.region, 'unknown') as region,
    coalesce(chosen.acquisition_channel, 'unknown') as channel,
    latest.scale_min,
    latest.scale_max,
    latest.points,
    cast(count(*) as bigint) as answers
from latest
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = latest.customer_key
group by all
order by all
