-- One row per chosen customer of one cohort: first and last purchase, what it began with, days to the second purchase, cost and margin.
-- Columns named as in customer_journey; orders and revenue are those of all history, revenue_then those of month $age since the first
-- order and margin_then the margin up to it. In a cell are those who began by $finished_by; where nobody did, those by $begun_by.
with member_of as (
    select
        chosen.customer_key,
        chosen.cohort,
        chosen.first_order_on,
        chosen.last_order_on,
        chosen.days_to_second,
        chosen.second_age,
        chosen.quiet_90_on,
        chosen.quiet_180_on,
        chosen.quiet_365_on,
        case $by
            when 'month' then strftime(chosen.cohort, '%Y-%m')
            when 'quarter' then concat(strftime(chosen.cohort, '%Y'), '-', quarter(chosen.cohort))
            when 'product' then chosen.began_with
            when 'category' then chosen.first_category
            else coalesce(
                trait_of($by, chosen.tier, chosen.sector, chosen.region, chosen.capacity, chosen.acquisition_channel), ''
            )
        end as member
    from chosen_journeys($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    where chosen.cohort >= date_trunc('month', cast($since as date))
        and chosen.cohort <= cast($end as date)
        and chosen.first_order_on <= cast($seen_until as date)
),
of_member as (
    select
        customer_key,
        cohort,
        first_order_on,
        last_order_on,
        days_to_second,
        second_age,
        case $event
            when 'second' then first_order_on + days_to_second
            when 'quiet_90' then quiet_90_on
            when 'quiet_180' then quiet_180_on
            when 'quiet_365' then quiet_365_on
        end <= cast($seen_until as date) as has_happened
    from member_of
    where member = $member
),
in_cell as (
    select *
    from of_member
    where cohort <= cast($finished_by as date)
        or (
            cohort <= cast($begun_by as date)
            and not exists (select 1 from of_member where cohort <= cast($finished_by as date))
        )
),
ordered_then as (
    select customer_key from customer_life where months_since = $age and orders > 0
),
listed as (
    select customer_key, first_order_on
    from in_cell
    where case $which
            when 'again' then first_order_on + days_to_second <= cast($end as date) and ($age < 0 or second_age <= $age)
            when 'once' then days_to_second is null or first_order_on + days_to_second > cast($end as date)
                or ($age >= 0 and second_age > $age)
            when 'quiet' then last_order_on < cast($end as date) - 180
            when 'ordered' then customer_key in (select customer_key from ordered_then)
            when 'absent' then customer_key not in (select customer_key from ordered_then)
            when 'happened' then coalesce(has_happened, false)
            when 'waiting' then not coalesce(has_happened, false)
            else true
        end
),
counted as (
    select count(*) as customers_in_all from listed
),
shown as (
    select customer_key from listed order by first_order_on, customer_key limit $row_limit
),
then_brought as (
    select
        customer_life.customer_key,
        sum(case when customer_life.months_since = $age then customer_life.revenue else 0 end) as revenue,
        sum(customer_life.margin) as margin
    from customer_life
    join shown on shown.customer_key = customer_life.customer_key
    where customer_life.months_since between 0 and $age
    group by customer_life.customer_key
)
select
    customer.customer_id,
    journey.first_order_on,
    journey.last_order_on,
    journey.days_to_second,
    journey.quiet_180_on,
    journey.acquisition_channel,
    journey.first_product,
    journey.first_category,
    journey.tier,
    customer.orders,
    cast(customer.revenue as double) as revenue,
    cast(journey.acquisition_cost as double) as acquisition_cost,
    journey.payback_age,
    cast(coalesce(then_brought.revenue, 0) as double) as revenue_then,
    cast(coalesce(then_brought.margin, 0) as double) as margin_then,
    counted.customers_in_all
from shown
join customer_journey as journey on journey.customer_key = shown.customer_key
join customer on customer.customer_key = shown.customer_key
left join then_brought on then_brought.customer_key = shown.customer_key
cross join counted
order by journey.first_order_on, customer.customer_id
