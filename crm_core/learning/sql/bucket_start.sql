-- One row per customer and month in which it ordered: its key, and the month counted from the year 0.
select
    customer_key,
    cast(12 * extract(year from month) + extract(month from month) - 1 as integer) as month_number
from customer_month
where orders > 0
