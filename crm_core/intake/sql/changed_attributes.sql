-- One row per attribute that a load changed: of how many customers who were described before.
with seen as (
    select json_extract_string(row_image, '$.customer_key') as customer_key,
        json_extract_string(row_image, '$.attributes') as attributes
    from replaced_rows
    where load_id = $load_id and sheet = 'customers'
),
before as (
    select seen.customer_key, kept.key as attribute, json_extract_string(kept.value, '$') as value
    from seen, json_each(coalesce(seen.attributes, '{}')) as kept
),
after as (
    select seen.customer_key, kept.key as attribute, json_extract_string(kept.value, '$') as value
    from seen
    join customers on customers.customer_key = cast(seen.customer_key as integer),
        json_each(coalesce(customers.attributes, '{}')) as kept
)
select coalesce(before.attribute, after.attribute) as attribute, count(*) as customers
from before
full join after on after.customer_key = before.customer_key and after.attribute = before.attribute
where before.value is distinct from after.value
group by all
order by customers desc, attribute
