-- One row: arriving rows whose customers no earlier load knows, and how many such customers; none in a first load.
select count(*) as arrived, count(distinct customer_id) as customers
from arriving_rows
where customer_id not in (select customer_id from customer_keys)
    and exists (select 1 from customer_keys)
