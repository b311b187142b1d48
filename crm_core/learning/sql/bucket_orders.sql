-- One row per order line up to the end of the period: the lines that decide who was active, won and lost.
select
    chosen.customer_id,
    transactions.order_id,
    transactions.ordered_on,
    transactions.amount
from transactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = transactions.customer_key
where transactions.ordered_on <= $end
order by chosen.customer_id, transactions.ordered_on, transactions.order_id
limit $row_limit
