-- One row for the external customer with the key $customer_key: where it belongs and what it did so far. No personal data.
select
    customer_key,
    customer_id,
    sector,
    region,
    capacity,
    acquisition_channel,
    acquired_on,
    tier,
    first_order_on,
    last_order_on,
    orders,
    cast(revenue as double) as revenue
from external_customers()
where customer_key = $customer_key
