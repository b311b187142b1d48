-- One row per customer and further column that was kept for it: what a customers sheet says, else the latest of its rows.
-- Of several values at one moment the greatest counts, so that the order of loading does not.
with described as (
    select
        customers.customer_key,
        kept.key as attribute,
        json_extract_string(kept.value, '$') as value
    from customers, json_each(customers.attributes) as kept
    where json_extract_string(kept.value, '$') <> ''
),
on_rows as (
    select customer_key, attributes, max(ordered_at) as given_at
    from transactions
    where attributes is not null
    group by customer_key, attributes
    union all
    select customer_key, attributes, max(occurred_at) as given_at
    from interactions
    where attributes is not null
    group by customer_key, attributes
    union all
    select customer_key, attributes, max(coalesce(answered_at, invited_at)) as given_at
    from surveys
    where attributes is not null
    group by customer_key, attributes
    union all
    select customer_key, attributes, max(cast(started_at as timestamp)) as given_at
    from programmes
    where attributes is not null
    group by customer_key, attributes
),
given as (
    select
        on_rows.customer_key,
        kept.key as attribute,
        json_extract_string(kept.value, '$') as value,
        max(on_rows.given_at) as given_at
    from on_rows, json_each(on_rows.attributes) as kept
    where json_extract_string(kept.value, '$') <> ''
    group by on_rows.customer_key, kept.key, json_extract_string(kept.value, '$')
),
newest as (
    select customer_key, attribute, max(given_at) as given_at
    from given
    group by customer_key, attribute
)
select customer_key, attribute, value
from described
union all
select given.customer_key, given.attribute, max(given.value) as value
from given
join newest on newest.customer_key = given.customer_key
    and newest.attribute = given.attribute
    and newest.given_at = given.given_at
where not exists (
    select 1
    from described
    where described.customer_key = given.customer_key and described.attribute = given.attribute
)
group by given.customer_key, given.attribute
