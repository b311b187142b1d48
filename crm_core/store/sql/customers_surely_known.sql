-- One row: whether the customer keys run from 1 without a gap and every fact's key lies among them, by their ends alone.
-- Keys that stand twice are looked for elsewhere.
with known as (
    select count(*) as customers, min(customer_key) as lowest, max(customer_key) as highest
    from customer_keys
),
mentioned as (
    select min(customer_key) as lowest, max(customer_key) as highest from customers
    union all
    select min(customer_key) as lowest, max(customer_key) as highest from transactions
    union all
    select min(customer_key) as lowest, max(customer_key) as highest from interactions
    union all
    select min(customer_key) as lowest, max(customer_key) as highest from surveys
    union all
    select min(customer_key) as lowest, max(customer_key) as highest from programmes
)
select
    coalesce(max(known.customers) = max(known.highest) and min(known.lowest) = 1, false)
    and coalesce(min(mentioned.lowest) >= 1 and max(mentioned.highest) <= max(known.highest), true) as is_sure
from known
cross join mentioned
