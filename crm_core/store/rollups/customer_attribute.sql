-- One row per customer and further column that was kept for it.
select
    customers.customer_key,
    kept.key as attribute,
    json_extract_string(kept.value, '$') as value
from customers, json_each(customers.attributes) as kept
where json_extract_string(kept.value, '$') <> ''
