-- One row per name that stands in a field of a sheet, those in most rows first, at most $most_names of each field.
with names as (
    select 'sector' as field, sector as name, count(*) as stored_rows from customers where $sheet = 'customers' and sector <> '' group by sector
    union all
    select 'region' as field, region as name, count(*) as stored_rows from customers where $sheet = 'customers' and region <> '' group by region
    union all
    select 'capacity' as field, capacity as name, count(*) as stored_rows from customers where $sheet = 'customers' and capacity <> '' group by capacity
    union all
    select 'acquisition_channel' as field, acquisition_channel as name, count(*) as stored_rows from customers where $sheet = 'customers' and acquisition_channel <> '' group by acquisition_channel
    union all
    select 'product' as field, product as name, count(*) as stored_rows from transactions where $sheet = 'transactions' and product <> '' group by product
    union all
    select 'category' as field, category as name, count(*) as stored_rows from transactions where $sheet = 'transactions' and category <> '' group by category
    union all
    select 'channel' as field, channel as name, count(*) as stored_rows from transactions where $sheet = 'transactions' and channel <> '' group by channel
    union all
    select 'campaign' as field, campaign as name, count(*) as stored_rows from transactions where $sheet = 'transactions' and campaign <> '' group by campaign
    union all
    select 'branch' as field, branch as name, count(*) as stored_rows from transactions where $sheet = 'transactions' and branch <> '' group by branch
    union all
    select 'category' as field, category as name, count(*) as stored_rows from interactions where $sheet = 'interactions' and category <> '' group by category
    union all
    select 'department' as field, department as name, count(*) as stored_rows from interactions where $sheet = 'interactions' and department <> '' group by department
    union all
    select 'programme' as field, programme as name, count(*) as stored_rows from programmes where $sheet = 'programmes' and programme <> '' group by programme
    union all
    select 'brand' as field, brand as name, count(*) as stored_rows from surveys where $sheet = 'surveys' and brand <> '' group by brand
    union all
    select 'campaign' as field, campaign as name, count(*) as stored_rows from campaigns where $sheet = 'campaigns' and campaign <> '' group by campaign
)
select field, name, stored_rows
from names
qualify row_number() over (partition by field order by stored_rows desc, name) <= $most_names
order by field, stored_rows desc, name
