-- One row per load and sheet: rows that wait for their customer, of how many customers.
select
    loads.load_id,
    loads.file_name,
    quarantine.sheet,
    count(*) as waiting_rows,
    count(distinct quarantine.customer_key) as customers
from quarantine
join loads on loads.load_id = quarantine.load_id
group by loads.load_id, loads.file_name, quarantine.sheet
order by loads.load_id desc
