-- One row per order line from $first_day to $last_day of one in $parts customers. Its order number stands as a number of 64 bits that is the same for the same
-- text: two orders of one customer and day share one by chance once in ten million million million.
select customer_key, ordered_on, hash(order_id) as order_number, amount, cost, discount
from transactions
where ordered_on between $first_day and $last_day
    and customer_key % $parts = $part
