-- One row per stored answer to the question $kind about our own brand; is_counted tells the latest of customer, attribute, month and scale.
select
    chosen.customer_id,
    surveys.answered_on,
    surveys.attribute,
    surveys.score,
    surveys.scale_min,
    surveys.scale_max,
    surveys.higher_is_better,
    chosen.tier,
    chosen.sector,
    chosen.region,
    row_number() over (
        partition by
            surveys.customer_key, surveys.attribute, date_trunc('month', surveys.answered_on),
            surveys.scale_min, surveys.scale_max
        order by
            surveys.answered_on desc, surveys.answered_at desc nulls last, surveys.load_id desc, surveys.row_number desc
    ) = 1 as is_counted
from surveys
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = surveys.customer_key
where surveys.kind = $kind
    and surveys.brand is null
    and surveys.answered_on between $start and $end
order by surveys.answered_on, chosen.customer_id
limit $row_limit
