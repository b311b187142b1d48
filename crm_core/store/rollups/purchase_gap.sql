-- One row per customer and day with a purchase: the days until the next one, empty where none has followed yet.
with purchase_day as (
    select customer_key, ordered_on
    from transactions
    where amount > 0
    group by customer_key, ordered_on
)
select
    customer_key,
    ordered_on as from_on,
    row_number() over (partition by customer_key order by ordered_on) = 1 as is_first,
    cast(lead(ordered_on) over (partition by customer_key order by ordered_on) - ordered_on as integer) as days
from purchase_day
