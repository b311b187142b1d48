-- One row per external customer: its number as the company gives it, its last order, and its place by revenue, the highest first.
select
    customer_key,
    customer_id,
    last_order_on,
    cast(row_number() over (order by revenue desc, customer_key) - 1 as integer) as place_by_revenue
from customer
where customer_type = 'external'
order by customer_key
