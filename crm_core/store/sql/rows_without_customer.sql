-- A fact whose customer key is unknown; must have no rows.
select facts.customer_key
from (
    select customer_key from customers
    union all
    select customer_key from transactions
    union all
    select customer_key from interactions
    union all
    select customer_key from surveys
    union all
    select customer_key from programmes
) as facts
where facts.customer_key not in (select customer_keys.customer_key from customer_keys)
limit 1
