-- One row per external customer: twelve coins as the bits of a number. Coin m says on which of two sides the months fall that
-- stand m months after the first one of two mixed years, as in served_sums.
select
    customer.customer_key,
    cast(sum(cast(hash(customer.customer_key * 12 + months.month) % 2 as integer) << cast(months.month as integer)) as integer) as coins
from customer
cross join range(12) as months(month)
where customer.customer_type = 'external'
group by customer.customer_key
