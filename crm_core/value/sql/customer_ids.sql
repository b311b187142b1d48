-- One row per external customer: its number as the company gives it.
select customer_key, customer_id from customer where customer_type = 'external' order by customer_key
