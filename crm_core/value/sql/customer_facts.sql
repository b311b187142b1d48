-- One row for the external customer with the key $customer_key: where it belongs and what it did so far. No personal data.
select
    customer.customer_key,
    customer.customer_id,
    customer.sector,
    customer.region,
    customer.capacity,
    customer.acquisition_channel,
    customer.acquired_on,
    coalesce(customer_tier.tier, 'none') as tier,
    customer.first_order_on,
    customer.last_order_on,
    customer.orders,
    cast(customer.revenue as double) as revenue
from customer
left join customer_tier on customer_tier.customer_key = customer.customer_key
where customer.customer_key = $customer_key and customer.customer_type = 'external'
