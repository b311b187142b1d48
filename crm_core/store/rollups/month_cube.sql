-- One row per month, segment and tier: additive sums behind the key figures. Internal customers (staff) are left out.
with bought as (
    select
        customer_month.month,
        customer.sector,
        customer.region,
        customer.capacity,
        coalesce(customer_tier.tier, 'none') as tier,
        sum(case when customer_month.orders > 0 then 1 else 0 end) as active_customers,
        sum(customer_month.orders) as orders,
        sum(customer_month.revenue) as revenue,
        sum(customer_month.returned) as returned,
        sum(customer_month.known_cost) as known_cost,
        sum(customer_month.uncosted_revenue) as uncosted_revenue,
        sum(customer_month.discount) as discount,
        sum(case when customer_month.orders > 0
            and cast(date_trunc('month', customer.first_order_on) as date) < customer_month.month then 1 else 0 end
        ) as returning_customers
    from customer_month
    join customer on customer.customer_key = customer_month.customer_key
    left join customer_tier on customer_tier.customer_key = customer_month.customer_key
    where customer.customer_type = 'external'
    group by
        customer_month.month, customer.sector, customer.region, customer.capacity, coalesce(customer_tier.tier, 'none')
)
select
    month,
    sector,
    region,
    capacity,
    tier,
    cast(active_customers as bigint) as active_customers,
    cast(returning_customers as bigint) as returning_customers,
    cast(orders as bigint) as orders,
    cast(revenue as decimal(18, 4)) as revenue,
    cast(returned as decimal(18, 4)) as returned,
    cast(known_cost as decimal(18, 4)) as known_cost,
    cast(uncosted_revenue as decimal(18, 4)) as uncosted_revenue,
    cast(discount as decimal(18, 4)) as discount
from bought
