-- One row: customers among the arriving rows that a customers sheet has described before.
select count(distinct customers.customer_key) as customers
from arriving_rows
join customer_keys on customer_keys.customer_id = arriving_rows.customer_id
join customers on customers.customer_key = customer_keys.customer_key
