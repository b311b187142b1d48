-- One row per later load that replaced or removed rows as this load had left them, with how many.
select
    loads.load_id,
    loads.file_name,
    count(*) as touched
from replaced_rows
join loads on loads.load_id = replaced_rows.load_id
where replaced_rows.brought_by = $load_id
group by loads.load_id, loads.file_name
order by loads.load_id desc
