-- One row per stored answer to the question $kind, of our own brand (empty) and of others.
select
    chosen.customer_id,
    surveys.answered_on,
    surveys.brand,
    surveys.score,
    surveys.scale_min,
    surveys.scale_max,
    surveys.higher_is_better
from surveys
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = surveys.customer_key
where surveys.kind = $kind
    and surveys.answered_on between $start and $end
order by surveys.answered_on, chosen.customer_id, surveys.brand nulls first
limit $row_limit
