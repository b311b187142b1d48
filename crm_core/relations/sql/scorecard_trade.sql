-- One row per chosen customer and stretch of days with an order line: -5 the year before last, -4 to -1 the quarters of the
-- year before $landmark, 1 and 2 the halves of [landmark, until). Money in that of the price table's last month.
with chosen as (
    select customer_key
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
    where acquired_on <= cast($landmark as date) - 180
),
order_days as (
    select
        transactions.customer_key,
        transactions.ordered_on,
        count(distinct case when transactions.amount > 0 then transactions.order_id end) as orders,
        sum(transactions.amount) as revenue,
        sum(transactions.cost) as cost,
        sum(case when transactions.amount > 0 then transactions.amount else 0 end) as sold,
        sum(transactions.discount) as discount,
        count(*) filter (where transactions.cost is null) as uncosted_lines
    from transactions
    semi join chosen on chosen.customer_key = transactions.customer_key
    where transactions.ordered_on >= cast($landmark as date) - 730 and transactions.ordered_on < cast($until as date)
    group by transactions.customer_key, transactions.ordered_on
),
placed as (
    select
        order_days.*,
        coalesce(factors.factor, 1) as factor,
        case
            when order_days.ordered_on >= cast($halfway as date) then 2
            when order_days.ordered_on >= cast($landmark as date) then 1
            when order_days.ordered_on >= cast($landmark as date) - 365
                then -1 - ((cast($landmark as date) - 1 - order_days.ordered_on) * 4) // 365
            else -5
        end as stretch
    from order_days
    left join price_factors() as factors on factors.month = cast(date_trunc('month', order_days.ordered_on) as date)
)
select
    customer_key,
    cast(stretch as bigint) as stretch,
    cast(sum(orders) as bigint) as orders,
    max(case when orders > 0 then ordered_on end) as last_order_on,
    cast(sum(revenue * factor) as double) as revenue,
    cast(sum((revenue - coalesce(cost, 0)) * factor) as double) as margin,
    cast(sum(orders * cost_of_one_order()) as double) as handling,
    cast(sum(sold) as double) as sold,
    cast(sum(discount) as double) as discount,
    cast(sum(uncosted_lines) as bigint) as uncosted_lines
from placed
group by customer_key, stretch
order by customer_key, stretch
