-- One row per stored rating of an attribute of our own brand, expectations (X|beklenti) included.
select
    chosen.customer_id,
    surveys.answered_on,
    surveys.attribute,
    surveys.score,
    surveys.scale_min,
    surveys.scale_max,
    surveys.higher_is_better
from surveys
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = surveys.customer_key
where surveys.kind = 'attribute'
    and surveys.brand is null
    and surveys.answered_on between $start and $end
order by surveys.answered_on, chosen.customer_id, surveys.attribute
limit $row_limit
