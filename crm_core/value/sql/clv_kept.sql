-- One row: external customers who bought in the months from $begin, and how many of them bought in those from $middle.
with by_customer as (
    select
        customer_month.customer_key,
        max(case when customer_month.month < $middle then 1 else 0 end) as is_before,
        max(case when customer_month.month >= $middle then 1 else 0 end) as is_after
    from customer_month
    join customer on customer.customer_key = customer_month.customer_key
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
