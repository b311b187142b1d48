-- One row: arriving customers whose number is that of another stored one but for zeros before it, their rows, the first pair.
with stored as (
    select customer_id, ltrim(customer_id, '0') as plain
    from customer_keys
    where regexp_full_match(customer_id, '[0-9]+')
),
arrived as (
    select customer_id, ltrim(customer_id, '0') as plain, count(*) as row_count
    from arriving_rows
    where regexp_full_match(customer_id, '[0-9]+') and customer_id not in (select stored.customer_id from stored)
    group by customer_id
),
paired as (
    select arrived.customer_id, min(arrived.row_count) as row_count, min(stored.customer_id) as stored_id
    from arrived
    join stored on stored.plain = arrived.plain
    group by arrived.customer_id
)
select
    count(*) as customers,
    cast(coalesce(sum(row_count), 0) as bigint) as arrived,
    arg_min(customer_id, customer_id) as arrived_id,
    arg_min(stored_id, customer_id) as stored_id
from paired
