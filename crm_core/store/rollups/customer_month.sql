-- One row per customer and month with at least one order line.
-- An order is one order number on one day, however many lines it has; one that only takes goods back is no order.
-- Asked for one span of months after the other: no customer's month lies in two of them.
with order_days as (
    select
        customer_key,
        order_id,
        ordered_on,
        sum(amount) as amount,
        sum(case when amount < 0 then amount else 0 end) as returned,
        sum(case when amount > 0 then 1 else 0 end) as sold_lines,
        sum(cost) as known_cost,
        sum(case when cost is null then amount else 0 end) as uncosted_amount,
        sum(discount) as discount
    from transactions
    where ordered_on between $first_day and $last_day
    group by customer_key, order_id, ordered_on
)
select
    customer_key,
    cast(date_trunc('month', ordered_on) as date) as month,
    cast(sum(case when sold_lines > 0 then 1 else 0 end) as bigint) as orders,
    cast(sum(amount) as decimal(18, 4)) as revenue,
    cast(sum(returned) as decimal(18, 4)) as returned,
    cast(coalesce(sum(known_cost), 0) as decimal(18, 4)) as known_cost,
    cast(sum(uncosted_amount) as decimal(18, 4)) as uncosted_revenue,
    cast(coalesce(sum(discount), 0) as decimal(18, 4)) as discount,
    min(case when sold_lines > 0 then ordered_on end) as first_order_on,
    max(case when sold_lines > 0 then ordered_on end) as last_order_on
from order_days
group by customer_key, cast(date_trunc('month', ordered_on) as date)
