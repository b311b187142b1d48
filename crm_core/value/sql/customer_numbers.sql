-- One row per asked key: the customer's number as the company gives it.
select customer_key, customer_id from customer_keys where customer_key in (select unnest($keys)) order by customer_key
