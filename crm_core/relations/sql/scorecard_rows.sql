-- One row per stored order line, interaction or answer of the chosen customers in the days [landmark, until).
with chosen as (
    select customer_key, customer_id
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
)
select chosen.customer_id, transactions.ordered_on as day, 'order' as kind, transactions.order_id as number,
    transactions.amount, transactions.cost, transactions.discount, null as score
from transactions
join chosen on chosen.customer_key = transactions.customer_key
where transactions.ordered_on >= cast($landmark as date) and transactions.ordered_on < cast($until as date)
union all
select chosen.customer_id, interactions.occurred_on, interactions.kind, interactions.case_id, null, interactions.cost, null,
    null
from interactions
join chosen on chosen.customer_key = interactions.customer_key
where interactions.occurred_on >= cast($landmark as date) and interactions.occurred_on < cast($until as date)
union all
select chosen.customer_id, surveys.answered_on, surveys.kind, null, null, null, null, surveys.score
from surveys
join chosen on chosen.customer_key = surveys.customer_key
where surveys.score is not null and surveys.brand is null
    and surveys.answered_on >= cast($landmark as date) and surveys.answered_on < cast($until as date)
order by customer_id, day, kind, number
limit $row_limit
