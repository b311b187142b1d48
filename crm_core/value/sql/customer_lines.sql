-- One row per stored order line or interaction of the customer up to the end of the period, newest first.
with lines as (
    select ordered_on as day, 'order' as kind, order_id as reference, category, amount, cost, load_id, row_number
    from transactions
    where customer_key = $customer_key
    union all
    select occurred_on, kind, case_id, category, null, cost, load_id, row_number
    from interactions
    where customer_key = $customer_key
)
select day, kind, reference, category, amount, cost, load_id, row_number
from lines
where day <= cast($end as date)
order by day desc, load_id, row_number
limit $row_limit
