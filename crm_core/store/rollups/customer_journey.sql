-- One row per external customer with a first order: what it began with, when it came again, when it fell silent, when it paid back.
-- quiet_180_on is the last purchase before the first silence of more than 180 days; payback_age the first month since the first
-- order in which the margin so far reached the cost of winning the customer; began_with names the 30 commonest first products.
with first_line as (
    select transactions.customer_key, transactions.product, transactions.category, sum(transactions.amount) as amount
    from transactions
    join customer
        on customer.customer_key = transactions.customer_key and customer.first_order_on = transactions.ordered_on
    where transactions.amount > 0 and customer.customer_type = 'external'
    group by transactions.customer_key, transactions.product, transactions.category
),
product_place as (
    select customer_key, product, row_number() over (partition by customer_key order by sum(amount) desc, product) as place
    from first_line
    where product is not null
    group by customer_key, product
),
category_place as (
    select customer_key, category, row_number() over (partition by customer_key order by sum(amount) desc, category) as place
    from first_line
    where category is not null
    group by customer_key, category
),
product_rank as (
    select product, row_number() over (order by count(*) desc, product) as place
    from product_place
    where place = 1
    group by product
),
timing as (
    select
        purchase_gap.customer_key,
        max(case when purchase_gap.is_first then purchase_gap.days end) as days_to_second,
        max(case when purchase_gap.is_first then purchase_gap.from_on + purchase_gap.days end) as second_on,
        min(case when coalesce(purchase_gap.days, terms.as_of - purchase_gap.from_on) > 90 then purchase_gap.from_on end) as quiet_90_on,
        min(case when coalesce(purchase_gap.days, terms.as_of - purchase_gap.from_on) > 180 then purchase_gap.from_on end) as quiet_180_on,
        min(case when coalesce(purchase_gap.days, terms.as_of - purchase_gap.from_on) > 365 then purchase_gap.from_on end) as quiet_365_on
    from purchase_gap
    cross join (select max(as_of) as as_of from value_terms) as terms
    group by purchase_gap.customer_key
),
paid_back as (
    select
        customer_life.customer_key,
        min(case when customer_life.margin_so_far >= customers.acquisition_cost then customer_life.months_since end) as payback_age,
        sum(case when customer_life.months_since <= 12 then customer_life.margin else 0 end) as margin_12
    from customer_life
    join customers on customers.customer_key = customer_life.customer_key
    where customers.acquisition_cost is not null
    group by customer_life.customer_key
)
select
    customer.customer_key,
    customer.customer_id,
    customer.sector,
    customer.region,
    customer.capacity,
    coalesce(customer_tier.tier, 'none') as tier,
    coalesce(customer.acquisition_channel, '') as acquisition_channel,
    product_place.product as first_product,
    case when product_place.product is null then '' when product_rank.place <= 30 then product_place.product else '*' end as began_with,
    coalesce(category_place.category, '') as first_category,
    cast(date_trunc('month', customer.first_order_on) as date) as cohort,
    customer.first_order_on,
    customer.last_order_on,
    timing.days_to_second,
    cast(
        12 * (extract(year from timing.second_on) - extract(year from customer.first_order_on))
        + extract(month from timing.second_on) - extract(month from customer.first_order_on) as integer
    ) as second_age,
    timing.quiet_90_on,
    timing.quiet_180_on,
    timing.quiet_365_on,
    customer.acquisition_cost,
    cast(paid_back.payback_age as integer) as payback_age,
    cast(paid_back.margin_12 as decimal(18, 4)) as margin_12
from customer
left join customer_tier on customer_tier.customer_key = customer.customer_key
left join product_place on product_place.customer_key = customer.customer_key and product_place.place = 1
left join product_rank on product_rank.product = product_place.product
left join category_place on category_place.customer_key = customer.customer_key and category_place.place = 1
left join timing on timing.customer_key = customer.customer_key
left join paid_back on paid_back.customer_key = customer.customer_key
where customer.customer_type = 'external' and customer.first_order_on is not null
