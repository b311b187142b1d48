-- One row per stored order line up to the end of the period of the chosen customers whose first order lies in it, newest first.
select
    chosen.customer_id,
    chosen.first_order_on,
    transactions.ordered_on,
    transactions.order_id,
    transactions.product,
    transactions.category,
    transactions.amount,
    transactions.cost,
    transactions.load_id,
    transactions.row_number
from transactions
join chosen_journeys($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = transactions.customer_key
where chosen.cohort >= date_trunc('month', cast($start as date))
    and chosen.cohort <= cast($end as date)
    and transactions.ordered_on <= $end
order by transactions.ordered_on desc, transactions.load_id, transactions.row_number
limit $row_limit
