-- One row per later load that replaced customers as this load had left them.
select load_id, file_name
from loads
where load_id in (
    select load_id from replaced_customers where cast(row_image ->> 'load_id' as integer) = $load_id
)
order by load_id desc
