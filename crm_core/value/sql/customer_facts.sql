-- One row for the external customer with the number $customer, or, where that is empty, for the one of the highest revenue
-- among the chosen: where it belongs and what it did so far. No personal data.
select
    chosen.customer_key,
    chosen.customer_id,
    chosen.sector,
    chosen.region,
    chosen.capacity,
    chosen.acquisition_channel,
    chosen.acquired_on,
    chosen.tier,
    customer.first_order_on,
    customer.last_order_on,
    customer.orders,
    cast(customer.revenue as double) as revenue
from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
join customer on customer.customer_key = chosen.customer_key
where $customer = '' or chosen.customer_id = $customer
order by customer.revenue desc, chosen.customer_key
limit 1
