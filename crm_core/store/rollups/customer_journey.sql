-- One row per external customer with a first order: the customer's path (see customer_path) and tier.
select
    customer_path.*,
    coalesce(customer_tier.tier, 'none') as tier
from customer_path
left join customer_tier on customer_tier.customer_key = customer_path.customer_key
