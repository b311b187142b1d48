-- One row per external customer with a first order and month in which it bought, gave back or was served; the build adds the
-- customer's margin so far.
-- Months before the first order count as its month. The margin has the terms of the build and today's unit costs; where nothing
-- is to be multiplied, it is plain revenue less cost: wide decimals are multiplied fifty times slower than they are subtracted.
with terms as (
    select coalesce(max(cost_factor), 1) as cost_factor, coalesce(max(assumed_cost_share), 0) as assumed_cost_share
    from value_terms
),
handling as (
    select coalesce(max(cost), 0) as cost_of_one from unit_costs where kind = 'order'
),
served as (
    select
        contact_month.customer_key,
        contact_month.month,
        cast(sum(contact_month.interactions) as bigint) as interactions,
        sum(
            cost_of_contacts(
                contact_month.known_cost, contact_month.uncosted_interactions, coalesce(own_cost.cost, any_channel.cost)
            )
        ) as contact_cost
    from contact_month
    left join unit_costs as own_cost
        on own_cost.kind = contact_month.kind and own_cost.channel = contact_month.channel
    left join unit_costs as any_channel
        on any_channel.kind = contact_month.kind and any_channel.channel = 'unknown'
    group by contact_month.customer_key, contact_month.month
),
months as (
    select
        customer_month.customer_key,
        customer_month.month,
        customer_month.orders,
        customer_month.revenue,
        customer_month.known_cost,
        customer_month.uncosted_revenue,
        coalesce(served.interactions, 0) as interactions,
        coalesce(served.contact_cost, 0) as contact_cost
    from customer_month
    left join served on served.customer_key = customer_month.customer_key and served.month = customer_month.month
    union all
    select served.customer_key, served.month, 0, 0, 0, 0, served.interactions, served.contact_cost
    from served
    left join customer_month
        on customer_month.customer_key = served.customer_key and customer_month.month = served.month
    where customer_month.customer_key is null
),
begun as (
    select
        customer_key,
        12 * extract(year from first_order_on) + extract(month from first_order_on) as first_month
    from customer
    where customer_type = 'external' and first_order_on is not null
),
lived as (
    select
        months.customer_key,
        months.month,
        cast(
            12 * extract(year from months.month) + extract(month from months.month) - begun.first_month as integer
        ) as age,
        months.orders,
        months.revenue,
        months.uncosted_revenue,
        months.interactions,
        case
            when months.contact_cost = 0 and handling.cost_of_one = 0
                and (terms.assumed_cost_share = 0 or months.uncosted_revenue = 0)
                then cast(months.revenue - months.known_cost as decimal(18, 4))
            else cast(
                months.revenue - months.known_cost - terms.assumed_cost_share * months.uncosted_revenue
                - terms.cost_factor * (months.contact_cost + months.orders * handling.cost_of_one) as decimal(18, 4)
            )
        end as margin
    from months
    join begun on begun.customer_key = months.customer_key
    cross join terms
    cross join handling
)
select
    customer_key,
    month,
    case when age < 0 then 0 else age end as months_since,
    cast(orders as bigint) as orders,
    cast(revenue as decimal(18, 4)) as revenue,
    cast(uncosted_revenue as decimal(18, 4)) as uncosted_revenue,
    cast(interactions as bigint) as interactions,
    margin
from lived
