-- One row per stored order line up to the period's end of the chosen customers who first ordered a year before it.
select
    chosen.customer_id,
    transactions.ordered_on as day,
    transactions.order_id as number,
    transactions.amount,
    transactions.cost,
    transactions.discount
from transactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = transactions.customer_key
where chosen.first_order_on <= cast($end as date) - 365 and transactions.ordered_on <= cast($end as date)
order by chosen.customer_id, transactions.ordered_on, transactions.order_id
limit $row_limit
