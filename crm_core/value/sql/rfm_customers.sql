-- One row per chosen customer with an order up to $end: days since the last order, orders and net revenue until then.
-- Whole months come from the build's sums, the month that $end cuts from its order lines.
with bought as (
    select
        customer_key,
        max(last_order_on) as last_order_on,
        sum(orders) as orders,
        sum(revenue) as revenue
    from bought_between(date '0001-01-01', $end)
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
