-- One row per customer with an order line or an interaction from $start to $end: the sums that its value is made of.
-- All external customers stand here, since tiers compare each with all; the segment is chosen afterwards.
with bought as (
    select
        customer_key,
        sum(orders) as orders,
        sum(revenue) as revenue,
        sum(known_cost) as known_cost,
        sum(uncosted_revenue) as uncosted_revenue,
        max(last_order_on) as last_order_on,
        sum(cast(revenue as double) * cast(revenue as double)) as revenue_squares
    from bought_between($start, $end)
    group by customer_key
),
contacted as (
    select
        customer_key,
        sum(interactions) as interactions,
        sum(contact_cost) as contact_cost,
        sum(power(cast(contact_cost as double), 2)) as contact_squares,
        sum(unpriced_interactions) as unpriced_interactions
    from served_between($start, $end)
    group by customer_key
),
segments as (
    select sector, capacity, region, row_number() over (order by sector, capacity, region) - 1 as segment
    from (select distinct sector, capacity, region from customer where customer_type = 'external') as present
)
select
    customer.customer_key,
    cast(segments.segment as integer) as segment,
    customer.acquired_on,
    cast(coalesce(bought.orders, 0) as bigint) as orders,
    bought.last_order_on,
    cast(coalesce(bought.revenue, 0) as double) as revenue,
    cast(coalesce(bought.known_cost, 0) as double) as known_cost,
    cast(coalesce(bought.uncosted_revenue, 0) as double) as uncosted_revenue,
    cast(coalesce(contacted.interactions, 0) as bigint) as interactions,
    cast(coalesce(contacted.contact_cost, 0) as double) as contact_cost,
    cast(coalesce(contacted.unpriced_interactions, 0) as bigint) as unpriced_interactions,
    cast(coalesce(bought.orders, 0) * cost_of_one_order() as double) as handling_cost,
    coalesce(bought.revenue_squares, 0) as revenue_squares,
    coalesce(contacted.contact_squares, 0) as contact_squares
from customer
join segments
    on segments.sector is not distinct from customer.sector
    and segments.capacity is not distinct from customer.capacity
    and segments.region is not distinct from customer.region
left join bought on bought.customer_key = customer.customer_key
left join contacted on contacted.customer_key = customer.customer_key
where customer.customer_type = 'external'
    and (bought.customer_key is not null or contacted.customer_key is not null)
order by customer.customer_key
