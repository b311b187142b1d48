-- One row per waiting row, in the order of loading.
select
    quarantine.load_id,
    quarantine.sheet,
    quarantine.row_number,
    customer_keys.customer_id
from quarantine
join customer_keys on customer_keys.customer_key = quarantine.customer_key
order by quarantine.load_id, quarantine.row_number
limit $row_limit
