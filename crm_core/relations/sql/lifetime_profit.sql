-- One row per chosen customer whose first order lies at least a year before the period's end: days from first to last order,
-- orders, revenue, discount, cost to serve and net margin of its whole life, in the money of the price table's last month.
with chosen as (
    select customer_key, customer_id, tier, first_order_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
    where first_order_on <= cast($end as date) - 365
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
    left join price_factors() as factors on factors.month = customer_month.month
    where customer_month.month <= cast($end as date)
    group by customer_month.customer_key
),
served as (
    select
        contact_month.customer_key,
        sum(cost_of_contacts(
            contact_month.known_cost * coalesce(factors.factor, 1), contact_month.uncosted_interactions, unit_cost.cost
        )) as serving
    from contact_month
    semi join chosen on chosen.customer_key = contact_month.customer_key
    left join price_factors() as factors on factors.month = contact_month.month
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = contact_month.kind and unit_cost.channel = contact_month.channel
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
    cast(coalesce(served.serving, 0) + bought.orders * cost_of_one_order() as double) as serving,
    cast(bought.margin - coalesce(served.serving, 0) - bought.orders * cost_of_one_order() as double) as net_margin,
    cast(bought.uncosted_revenue as double) as uncosted_revenue
from chosen
join bought on bought.customer_key = chosen.customer_key
left join served on served.customer_key = chosen.customer_key
where bought.orders > 0
order by chosen.customer_key
