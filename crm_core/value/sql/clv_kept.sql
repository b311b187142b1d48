-- One row: external customers who bought in the months from $begin, and how many of them bought in those from $middle.
-- A month counts with a day that left more than was given back on it; only months with a day undone are looked at day by day.
with undone as (
    select returned.customer_key, returned.ordered_on
    from undone_days($until) as returned
    where returned.ordered_on >= $begin
),
months_touched as (
    select distinct customer_key, cast(date_trunc('month', ordered_on) as date) as month from undone
),
months_kept as (
    select distinct months_touched.customer_key, months_touched.month
    from transactions
    join months_touched
        on months_touched.customer_key = transactions.customer_key
        and months_touched.month = date_trunc('month', transactions.ordered_on)
    anti join undone
        on undone.customer_key = transactions.customer_key and undone.ordered_on = transactions.ordered_on
    where transactions.amount > 0
        and transactions.ordered_on >= $begin
        and transactions.ordered_on <= $until
),
months_lost as (
    select months_touched.customer_key, months_touched.month
    from months_touched
    anti join months_kept
        on months_kept.customer_key = months_touched.customer_key and months_kept.month = months_touched.month
),
by_customer as (
    select
        customer_month.customer_key,
        max(case when customer_month.month < $middle then 1 else 0 end) as is_before,
        max(case when customer_month.month >= $middle then 1 else 0 end) as is_after
    from customer_month
    join customer on customer.customer_key = customer_month.customer_key
    anti join months_lost
        on months_lost.customer_key = customer_month.customer_key and months_lost.month = customer_month.month
    where customer.customer_type = 'external'
        and customer_month.orders > 0
        and customer_month.month >= $begin
        and customer_month.month <= $until
    group by customer_month.customer_key
)
select
    cast(coalesce(sum(is_before), 0) as bigint) as customers,
    cast(coalesce(sum(is_before * is_after), 0) as bigint) as came_back
from by_customer
