-- One row per stored answer of staff to the question $kind about our own brand, without saying whose it is.
select
    cast(date_trunc('month', surveys.answered_on) as date) as month,
    surveys.score,
    surveys.scale_min,
    surveys.scale_max,
    surveys.higher_is_better
from surveys
join customer on customer.customer_key = surveys.customer_key
where customer.customer_type = 'internal'
    and surveys.kind = $kind
    and surveys.brand is null
    and surveys.answered_on between $start and $end
order by month, surveys.score
limit $row_limit
