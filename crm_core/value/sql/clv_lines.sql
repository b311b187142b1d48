-- One row per stored order line above zero of the chosen customers up to the end of the period, newest first.
select
    chosen.customer_id,
    transactions.ordered_on,
    transactions.order_id,
    transactions.product,
    transactions.category,
    transactions.quantity,
    transactions.amount,
    transactions.cost,
    transactions.load_id,
    transactions.row_number
from transactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = transactions.customer_key
where transactions.amount > 0
    and transactions.ordered_on <= $end
order by transactions.ordered_on desc, transactions.load_id, transactions.row_number
limit $row_limit
