-- One row per customer that a sheet described or a fact mentions.
-- A number that no committed load uses any more has no row here.
with bought as (
    select
        customer_key,
        min(first_order_on) as first_order_on,
        max(last_order_on) as last_order_on,
        sum(orders) as orders,
        sum(revenue) as revenue
    from customer_month
    group by customer_key
),
mentioned as (
    select customer_key from customers
    union
    select customer_key from bought
    union
    select customer_key from contact_month
    union
    select customer_key from surveys
    union
    select customer_key from programmes
)
select
    mentioned.customer_key,
    customer_keys.customer_id,
    customers.customer_key is not null as is_described,
    coalesce(customers.customer_type, 'external') as customer_type,
    customers.sector,
    customers.region,
    customers.capacity,
    customers.acquisition_channel,
    customers.acquisition_cost,
    coalesce(customers.acquired_at, bought.first_order_on) as acquired_on,
    bought.first_order_on,
    bought.last_order_on,
    cast(coalesce(bought.orders, 0) as bigint) as orders,
    cast(coalesce(bought.revenue, 0) as decimal(18, 4)) as revenue
from mentioned
join customer_keys on customer_keys.customer_key = mentioned.customer_key
left join customers on customers.customer_key = mentioned.customer_key
left join bought on bought.customer_key = mentioned.customer_key
