-- One row per stored order line or interaction in the 365 days up to the period's end, of the chosen customers.
with chosen as (
    select customer_key, customer_id from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
)
select
    chosen.customer_id,
    transactions.ordered_on as day,
    'order' as kind,
    null as stage,
    null as department,
    transactions.order_id as number,
    transactions.campaign,
    transactions.amount,
    null as promised_at,
    null as resolved_at
from transactions
join chosen on chosen.customer_key = transactions.customer_key
where transactions.ordered_on > cast($end as date) - 365 and transactions.ordered_on <= cast($end as date)
union all
select
    chosen.customer_id,
    interactions.occurred_on,
    interactions.kind,
    interactions.stage,
    interactions.department,
    interactions.case_id,
    null,
    null,
    interactions.promised_at,
    interactions.resolved_at
from interactions
join chosen on chosen.customer_key = interactions.customer_key
where interactions.occurred_on > cast($end as date) - 365 and interactions.occurred_on <= cast($end as date)
order by customer_id, day, kind, number
limit $row_limit
