-- One row per chosen customer of one cohort: first and last purchase, what it began with, days to the second purchase, cost and margin.
-- Columns named as in customer_journey; orders and revenue are those of all history.
with member_of as (
    select
        chosen.*,
        case $by
            when 'month' then strftime(chosen.cohort, '%Y-%m')
            when 'quarter' then concat(strftime(chosen.cohort, '%Y'), '-', quarter(chosen.cohort))
            when 'channel' then chosen.acquisition_channel
            when 'product' then chosen.began_with
            when 'category' then chosen.first_category
            when 'tier' then chosen.tier
            when 'sector' then coalesce(chosen.sector, '')
            when 'region' then coalesce(chosen.region, '')
            when 'capacity' then coalesce(chosen.capacity, '')
            else ''
        end as member
    from chosen_journeys($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    where chosen.cohort >= date_trunc('month', cast($since as date))
        and chosen.cohort <= cast($end as date)
),
listed as (
    select customer_key, first_order_on
    from member_of
    where member = $member
        and case $which
            when 'again' then first_order_on + days_to_second <= cast($end as date)
            when 'once' then days_to_second is null or first_order_on + days_to_second > cast($end as date)
            when 'quiet' then last_order_on < cast($end as date) - 180
            else true
        end
),
counted as (
    select count(*) as customers_in_all from listed
),
shown as (
    select customer_key from listed order by first_order_on, customer_key limit $row_limit
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
    counted.customers_in_all
from shown
join customer_journey as journey on journey.customer_key = shown.customer_key
join customer on customer.customer_key = shown.customer_key
cross join counted
order by journey.first_order_on, customer.customer_id
