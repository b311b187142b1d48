-- One row per stored order line of the chosen customers from the first day of the cohorts to the period's end.
select
    chosen.customer_id,
    transactions.ordered_on as day,
    transactions.order_id as number,
    transactions.campaign,
    transactions.channel,
    transactions.amount,
    transactions.cost,
    transactions.discount
from transactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = transactions.customer_key
where transactions.ordered_on > cast($end as date) - 731 and transactions.ordered_on <= cast($end as date)
order by chosen.customer_id, transactions.ordered_on, transactions.order_id
limit $row_limit
