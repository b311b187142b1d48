-- One row: customers, their revenue and how many of them stand below zero. Internal customers (staff) are left out.
select
    count(*) as customers,
    cast(coalesce(sum(customer.revenue), 0) as decimal(18, 4)) as revenue,
    coalesce(count(*) filter (where customer_tier.tier = 'bz'), 0) as below_zero
from customer
left join customer_tier on customer_tier.customer_key = customer.customer_key
where customer.customer_type = 'external'
