-- One row per category that other customers of the same sector bought in the period and this customer did not.
with own as (
    select sector from customer where customer_key = $customer_key
),
peers as (
    select customer.customer_key
    from customer
    join own on own.sector is not distinct from customer.sector
    where customer.customer_type = 'external' and customer.customer_key <> $customer_key
),
bought as (
    select
        transactions.customer_key,
        transactions.category,
        sum(transactions.amount) as amount
    from transactions
    join peers on peers.customer_key = transactions.customer_key
    where transactions.category is not null
        and transactions.amount > 0
        and transactions.ordered_on between cast($start as date) and cast($end as date)
    group by transactions.customer_key, transactions.category
),
active as (
    select count(distinct customer_key) as customers from bought
),
own_bought as (
    select distinct category
    from transactions
    where customer_key = $customer_key
        and category is not null
        and amount > 0
        and ordered_on between cast($start as date) and cast($end as date)
)
select
    bought.category,
    cast(count(*) as bigint) as peers,
    cast(max(active.customers) as bigint) as active_peers,
    count(*) / max(active.customers) as share,
    cast(median(bought.amount) as double) as median_amount
from bought
cross join active
where bought.category not in (select own_bought.category from own_bought)
group by bought.category
order by share desc, bought.category
