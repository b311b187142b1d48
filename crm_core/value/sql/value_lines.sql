-- One row per stored order line or interaction of the chosen customers from $start to $end, newest first.
with lines as (
    select
        customer_key,
        ordered_on as day,
        'order' as kind,
        order_id as reference,
        amount,
        cost,
        load_id,
        row_number
    from transactions
    union all
    select
        customer_key,
        occurred_on as day,
        kind,
        case_id as reference,
        cast(null as decimal(18, 4)) as amount,
        cost,
        load_id,
        row_number
    from interactions
)
select
    chosen.customer_id,
    lines.day,
    lines.kind,
    lines.reference,
    lines.amount,
    lines.cost,
    lines.load_id,
    lines.row_number
from lines
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen on chosen.customer_key = lines.customer_key
where lines.day between cast($start as date) and cast($end as date)
order by lines.day desc, lines.load_id, lines.row_number
limit $row_limit
