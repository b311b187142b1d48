-- One row per stored order line or CSAT answer in the year up to the period's end, of the chosen customers.
with chosen as (
    select customer_key, customer_id from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
)
select
    chosen.customer_id,
    transactions.ordered_on as day,
    'order' as kind,
    transactions.order_id as number,
    transactions.amount,
    transactions.cost,
    null as score,
    null as scale_max
from transactions
join chosen on chosen.customer_key = transactions.customer_key
where transactions.ordered_on > cast($end as date) - interval 1 year and transactions.ordered_on <= cast($end as date)
union all
select
    chosen.customer_id,
    surveys.answered_on,
    surveys.kind,
    null,
    null,
    null,
    surveys.score,
    surveys.scale_max
from surveys
join chosen on chosen.customer_key = surveys.customer_key
where surveys.kind = 'csat' and surveys.brand is null and surveys.score is not null
    and surveys.answered_on > cast($end as date) - interval 1 year and surveys.answered_on <= cast($end as date)
order by customer_id, day, kind, number
limit $row_limit
