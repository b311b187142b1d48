-- One row per month, segment and tier: additive sums behind the key figures. Internal customers (staff) are left out.
-- Segments are numbered first: millions of rows are grouped by numbers several times faster than by texts.
with placed as (
    select
        customer.customer_key,
        customer.first_order_on,
        customer.sector,
        customer.region,
        customer.capacity,
        coalesce(customer_tier.tier, 'none') as tier
    from customer
    left join customer_tier on customer_tier.customer_key = customer.customer_key
    where customer.customer_type = 'external'
),
segment as (
    select sector, region, capacity, tier, row_number() over (order by sector, region, capacity, tier) as segment_number
    from placed
    group by sector, region, capacity, tier
),
numbered as (
    select placed.customer_key, placed.first_order_on, segment.segment_number
    from placed
    join segment
        on segment.sector is not distinct from placed.sector
        and segment.region is not distinct from placed.region
        and segment.capacity is not distinct from placed.capacity
        and segment.tier = placed.tier
),
bought as (
    select
        customer_month.month,
        numbered.segment_number,
        sum(case when customer_month.orders > 0 then 1 else 0 end) as active_customers,
        sum(case when customer_month.orders > 0 and numbered.first_order_on < customer_month.month then 1 else 0 end
        ) as returning_customers,
        sum(customer_month.orders) as orders,
        sum(customer_month.revenue) as revenue,
        sum(customer_month.returned) as returned,
        sum(customer_month.known_cost) as known_cost,
        sum(customer_month.uncosted_revenue) as uncosted_revenue,
        sum(customer_month.discount) as discount
    from customer_month
    join numbered on numbered.customer_key = customer_month.customer_key
    group by customer_month.month, numbered.segment_number
)
select
    bought.month,
    segment.sector,
    segment.region,
    segment.capacity,
    segment.tier,
    cast(bought.active_customers as bigint) as active_customers,
    cast(bought.returning_customers as bigint) as returning_customers,
    cast(bought.orders as bigint) as orders,
    cast(bought.revenue as decimal(18, 4)) as revenue,
    cast(bought.returned as decimal(18, 4)) as returned,
    cast(bought.known_cost as decimal(18, 4)) as known_cost,
    cast(bought.uncosted_revenue as decimal(18, 4)) as uncosted_revenue,
    cast(bought.discount as decimal(18, 4)) as discount
from bought
join segment on segment.segment_number = bought.segment_number
