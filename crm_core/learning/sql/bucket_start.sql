-- One row per month: customers active at its start, won, come back and lost in it, and active at its end.
-- A customer is active in the month of an order and the $quiet_months - 1 months after it; without a new order the
-- customer is lost in the month after those, and come back in the month of the next order.
with order_months as (
    select
        customer_month.customer_key,
        customer_month.month,
        lag(customer_month.month) over customer_history as previous_month,
        lead(customer_month.month) over customer_history as next_month
    from customer_month
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = customer_month.customer_key
    where customer_month.orders > 0
        and customer_month.month <= $last_month
    window customer_history as (partition by customer_month.customer_key order by customer_month.month)
),
moves as (
    select month, 1 as acquired, 0 as returned, 0 as lost
    from order_months
    where previous_month is null
    union all
    select next_month as month, 0 as acquired, 1 as returned, 0 as lost
    from order_months
    where next_month > month + to_months($quiet_months)
    union all
    select cast(month + to_months($quiet_months) as date) as month, 0 as acquired, 0 as returned, 1 as lost
    from order_months
    where next_month is null or next_month > month + to_months($quiet_months)
),
calendar as (
    select cast(calendar_month as date) as month, 0 as acquired, 0 as returned, 0 as lost
    from generate_series(cast($first_month as date), cast($last_month as date), interval 1 month)
        as months(calendar_month)
),
month_moves as (
    select month, sum(acquired) as acquired, sum(returned) as returned, sum(lost) as lost
    from (select * from moves union all select * from calendar) as all_moves
    where month <= $last_month
    group by month
),
balances as (
    select
        month,
        acquired,
        returned,
        lost,
        sum(acquired + returned - lost) over (order by month) as at_end
    from month_moves
)
select
    month,
    cast(at_end - acquired - returned + lost as bigint) as at_start,
    cast(acquired as bigint) as acquired,
    cast(returned as bigint) as returned,
    cast(lost as bigint) as lost,
    cast(at_end as bigint) as at_end
from balances
where month >= $first_month
order by month
