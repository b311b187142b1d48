-- One row per stored membership of the chosen customers begun up to $until, newest first.
select
    chosen.customer_id,
    programmes.programme,
    programmes.started_at,
    programmes.ended_at,
    programmes.load_id,
    programmes.row_number
from programmes
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = programmes.customer_key
where programmes.started_at <= $until
    and coalesce(lower(programmes.arm), '') not in ('control', 'kontrol')
order by programmes.started_at desc, programmes.load_id, programmes.row_number
limit $row_limit
