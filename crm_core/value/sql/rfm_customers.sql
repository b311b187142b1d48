-- One row per chosen customer with an order up to $end: days since the last order, orders and net revenue until then.
with bought as (
    select
        customer_key,
        max(last_order_on) as last_order_on,
        sum(orders) as orders,
        sum(revenue) as revenue
    from customer_month
    where month <= cast($end as date)
    group by customer_key
)
select
    chosen.customer_key,
    bought.last_order_on,
    cast(date_diff('day', bought.last_order_on, cast($end as date)) as integer) as recency_days,
    cast(bought.orders as bigint) as orders,
    cast(bought.revenue as double) as revenue
from bought
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen on chosen.customer_key = bought.customer_key
where bought.orders > 0
order by chosen.customer_key
