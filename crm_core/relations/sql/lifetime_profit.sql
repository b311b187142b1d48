-- One row per chosen customer whose first order lies at least a year before the period's end: days from first to last order,
-- orders, revenue, discount, cost to serve and net margin of its whole life, in the money of the price table's last month.
with chosen as (
    select customer_key, customer_id, tier, first_order_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
    where first_order_on <= cast($end as date) - 365
),
factors as (
    select month, last_value(price_index) over (order by month rows between unbounded preceding and unbounded following)
        / price_index as factor
    from prices
),
handling as (
    select coalesce(max(cost), 0) as cost_of_one from unit_costs where kind = 'order'
),
bought as (
    select
        customer_month.customer_key,
        sum(customer_month.orders) as orders,
        max(customer_month.last_order_on) as last_order_on,
        sum(customer_month.revenue * coalesce(factors.factor, 1)) as revenue,
        sum(customer_month.discount * coalesce(factors.factor, 1)) as discount,
        sum((customer_month.revenue - customer_month.known_cost) * coalesce(factors.factor, 1)) as margin,
        sum(customer_month.uncosted_revenue) as uncosted_revenue
    from customer_month
    semi join chosen on chosen.customer_key = customer_month.customer_key
    left join factors on factors.month = customer_month.month
    where customer_month.month <= cast($end as date)
    group by customer_month.customer_key
),
served as (
    select
        contact_month.customer_key,
        sum(contact_month.known_cost * coalesce(factors.factor, 1)
            + contact_month.uncosted_interactions * coalesce(own_cost.cost, any_channel.cost, 0)) as serving
    from contact_month
    semi join chosen on chosen.customer_key = contact_month.customer_key
    left join factors on factors.month = contact_month.month
    left join unit_costs as own_cost
        on own_cost.kind = contact_month.kind and own_cost.channel = contact_month.channel
    left join unit_costs as any_channel
        on any_channel.kind = contact_month.kind and any_channel.channel = 'unknown'
    where contact_month.month <= cast($end as date)
    group by contact_month.customer_key
)
select
    chosen.customer_key,
    chosen.customer_id,
    chosen.tier,
    cast(bought.last_order_on - chosen.first_order_on as bigint) as days_between,
    cast(cast($end as date) - chosen.first_order_on as bigint) as days_since_first,
    cast(bought.orders as bigint) as orders,
    cast(bought.revenue as double) as revenue,
    cast(bought.discount as double) as discount,
    cast(coalesce(served.serving, 0) + bought.orders * handling.cost_of_one as double) as serving,
    cast(bought.margin - coalesce(served.serving, 0) - bought.orders * handling.cost_of_one as double) as net_margin,
    cast(bought.uncosted_revenue as double) as uncosted_revenue
from chosen
cross join handling
join bought on bought.customer_key = chosen.customer_key
left join served on served.customer_key = chosen.customer_key
where bought.orders > 0
order by chosen.customer_key
