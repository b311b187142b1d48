-- One row per segment, tier, grouping (month, channel, product, category) and member of it, month of first order and months since.
-- The squares are sums over customers: revenue of the month squared, and what the square of the margin so far grew by. Second
-- purchases and paybacks stand in the month in which they came, customers with a known cost of winning them in month 0.
-- Segments and members are numbered first: millions of rows are grouped by numbers several times faster than by texts. Customers
-- alike in all of them are added up before the groupings part, so that millions of rows are read once, not three times.
with segment as (
    select sector, region, capacity, tier, row_number() over (order by sector, region, capacity, tier) as segment_number
    from customer_journey
    group by sector, region, capacity, tier
),
member as (
    select grouping_code, member, row_number() over (order by grouping_code, member) as member_number
    from (
        select 'month' as grouping_code, '' as member
        union
        select 'channel' as grouping_code, acquisition_channel as member from customer_journey
        union
        select 'product' as grouping_code, began_with as member from customer_journey
        union
        select 'category' as grouping_code, first_category as member from customer_journey
    ) as named
),
numbered as (
    select
        customer_journey.customer_key,
        segment.segment_number,
        channel.member_number as channel_number,
        product.member_number as product_number,
        category.member_number as category_number,
        customer_journey.cohort,
        customer_journey.second_age,
        customer_journey.payback_age,
        customer_journey.acquisition_cost,
        case when customer_journey.margin_12 >= customer_journey.acquisition_cost then 1 else 0 end as is_profitable_12
    from customer_journey
    join segment
        on segment.sector is not distinct from customer_journey.sector
        and segment.region is not distinct from customer_journey.region
        and segment.capacity is not distinct from customer_journey.capacity
        and segment.tier = customer_journey.tier
    join member as channel on channel.grouping_code = 'channel' and channel.member = customer_journey.acquisition_channel
    join member as product on product.grouping_code = 'product' and product.member = customer_journey.began_with
    join member as category on category.grouping_code = 'category' and category.member = customer_journey.first_category
),
lived as (
    select
        numbered.segment_number,
        numbered.channel_number,
        numbered.product_number,
        numbered.category_number,
        numbered.cohort,
        customer_life.months_since,
        customer_life.revenue,
        customer_life.uncosted_revenue,
        customer_life.interactions,
        customer_life.margin,
        square_of(customer_life.revenue) as revenue_square,
        growth_of_square(customer_life.margin_so_far, customer_life.margin) as margin_square,
        case when numbered.acquisition_cost is not null then customer_life.margin else 0 end as margin_of_costed,
        case when customer_life.orders > 0 then 1 else 0 end as active,
        case when is_second_purchase(customer_life.orders, customer_life.months_since, numbered.second_age) then 1 else 0 end
            as came_again,
        case when is_first_month(customer_life.orders, customer_life.months_since) and numbered.acquisition_cost is not null
            then 1 else 0 end as costed,
        case when is_first_month(customer_life.orders, customer_life.months_since)
            then coalesce(numbered.acquisition_cost, 0) else 0 end as cost,
        case when is_first_month(customer_life.orders, customer_life.months_since)
            then numbered.is_profitable_12 else 0 end as profitable_12,
        case when is_payback(customer_life.orders, customer_life.months_since, numbered.payback_age) then 1 else 0 end as paid
    from customer_life
    join numbered on numbered.customer_key = customer_life.customer_key
),
lived_alike as (
    select
        segment_number,
        channel_number,
        product_number,
        category_number,
        cohort,
        months_since,
        sum(active) as active,
        sum(came_again) as came_again,
        sum(revenue) as revenue,
        sum(uncosted_revenue) as uncosted_revenue,
        sum(interactions) as interactions,
        sum(margin) as margin,
        sum(revenue_square) as revenue_square,
        sum(margin_square) as margin_square,
        sum(margin_of_costed) as margin_of_costed,
        sum(costed) as costed,
        sum(cost) as cost,
        sum(profitable_12) as profitable_12,
        sum(paid) as paid
    from lived
    group by segment_number, channel_number, product_number, category_number, cohort, months_since
),
by_member as (
    select *, channel_number as member_number from lived_alike
    union all
    select *, product_number as member_number from lived_alike
    union all
    select *, category_number as member_number from lived_alike
),
summed as (
    select
        segment_number,
        member_number,
        cohort,
        months_since,
        sum(active) as active,
        sum(came_again) as came_again,
        sum(revenue) as revenue,
        sum(uncosted_revenue) as uncosted_revenue,
        sum(interactions) as interactions,
        sum(margin) as margin,
        sum(revenue_square) as revenue_square,
        sum(margin_square) as margin_square,
        sum(margin_of_costed) as margin_of_costed,
        sum(costed) as costed,
        sum(cost) as cost,
        sum(profitable_12) as profitable_12,
        sum(paid) as paid
    from by_member
    group by segment_number, member_number, cohort, months_since
),
shown as (
    select member_number, grouping_code, member from member
    union all
    select member_number, 'month' as grouping_code, '' as member from member where grouping_code = 'channel'
)
select
    shown.grouping_code,
    segment.sector,
    segment.region,
    segment.capacity,
    segment.tier,
    shown.member,
    summed.cohort,
    summed.months_since,
    cast(sum(summed.active) as bigint) as active,
    cast(sum(summed.came_again) as bigint) as came_again,
    cast(sum(summed.revenue) as decimal(18, 4)) as revenue,
    cast(sum(summed.uncosted_revenue) as decimal(18, 4)) as uncosted_revenue,
    cast(sum(summed.interactions) as bigint) as interactions,
    cast(sum(summed.margin) as decimal(18, 4)) as margin,
    cast(sum(summed.revenue_square) as decimal(38, 4)) as revenue_square,
    cast(sum(summed.margin_square) as decimal(38, 4)) as margin_square,
    cast(sum(summed.margin_of_costed) as decimal(18, 4)) as margin_of_costed,
    cast(sum(summed.costed) as bigint) as costed,
    cast(sum(summed.cost) as decimal(18, 4)) as cost,
    cast(sum(summed.profitable_12) as bigint) as profitable_12,
    cast(sum(summed.paid) as bigint) as paid
from summed
join shown on shown.member_number = summed.member_number
join segment on segment.segment_number = summed.segment_number
group by
    shown.grouping_code, segment.sector, segment.region, segment.capacity, segment.tier, shown.member,
    summed.cohort, summed.months_since
