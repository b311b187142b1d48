-- A fact whose customer key is unknown; must have no rows.
select facts.customer_key
from (
    select customer_key from customers
    union
    select customer_key from transactions
    union
    select customer_key from interactions
    union
    select customer_key from surveys
    union
    select customer_key from programmes
) as facts
left join customer_keys on customer_keys.customer_key = facts.customer_key
where customer_keys.customer_key is null
limit 1
