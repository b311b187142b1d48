-- One row per customer: the tier before the load.
create or replace temp table tiers_before as
select customer.customer_key, coalesce(customer_tier.tier, 'none') as tier
from customer
left join customer_tier on customer_tier.customer_key = customer.customer_key
where customer.customer_type = 'external'
