-- One row per category that customers of the sector $sector bought in the period: its buyers, and what they spent on it.
with members as (
    select customer_key from customer where sector is not distinct from cast($sector as varchar) and customer_type = 'external'
),
bought as (
    select
        transactions.customer_key,
        transactions.category,
        sum(transactions.amount) as amount
    from transactions
    join members on members.customer_key = transactions.customer_key
    where transactions.category is not null
        and transactions.amount > 0
        and transactions.ordered_on between cast($start as date) and cast($end as date)
    group by transactions.customer_key, transactions.category
),
active as (
    select count(distinct customer_key) as customers from bought
)
select
    bought.category,
    cast(count(*) as bigint) as buyers,
    cast(max(active.customers) as bigint) as active_customers,
    cast(median(bought.amount) as double) as median_amount
from bought
cross join active
group by bought.category
order by buyers desc, bought.category
