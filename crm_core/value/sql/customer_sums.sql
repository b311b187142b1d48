-- One row per customer with an order line or an interaction in the period: the sums that its value is made of.
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
    from customer_month
    where month between date_trunc('month', cast($start as date)) and cast($end as date)
    group by customer_key
),
contacted as (
    select
        contact_month.customer_key,
        sum(contact_month.interactions) as interactions,
        sum(
            contact_month.known_cost
            + contact_month.uncosted_interactions * coalesce(own_cost.cost, any_channel.cost, 0)
        ) as contact_cost,
        sum(
            power(
                cast(
                    contact_month.known_cost
                    + contact_month.uncosted_interactions * coalesce(own_cost.cost, any_channel.cost, 0) as double
                ),
                2
            )
        ) as contact_squares,
        sum(
            case when coalesce(own_cost.cost, any_channel.cost) is null then contact_month.uncosted_interactions else 0 end
        ) as unpriced_interactions
    from contact_month
    left join unit_costs as own_cost
        on own_cost.kind = contact_month.kind and own_cost.channel = contact_month.channel
    left join unit_costs as any_channel
        on any_channel.kind = contact_month.kind and any_channel.channel = 'unknown'
    where contact_month.month between date_trunc('month', cast($start as date)) and cast($end as date)
    group by contact_month.customer_key
),
segments as (
    select sector, capacity, region, row_number() over (order by sector, capacity, region) - 1 as segment
    from (select distinct sector, capacity, region from customer where customer_type = 'external') as present
),
handling as (
    select coalesce(max(cost), 0) as cost_of_one from unit_costs where kind = 'order'
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
    cast(coalesce(bought.orders, 0) * handling.cost_of_one as double) as handling_cost,
    coalesce(bought.revenue_squares, 0) as revenue_squares,
    coalesce(contacted.contact_squares, 0) as contact_squares
from customer
cross join handling
join segments
    on segments.sector is not distinct from customer.sector
    and segments.capacity is not distinct from customer.capacity
    and segments.region is not distinct from customer.region
left join bought on bought.customer_key = customer.customer_key
left join contacted on contacted.customer_key = customer.customer_key
where customer.customer_type = 'external'
    and (bought.customer_key is not null or contacted.customer_key is not null)
order by customer.customer_key
