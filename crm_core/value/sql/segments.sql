-- One row per combination of sector, capacity and region that external customers have, numbered from zero.
with present as (
    select distinct sector, capacity, region from customer where customer_type = 'external'
)
select
    cast(row_number() over (order by sector, capacity, region) - 1 as integer) as segment,
    sector,
    capacity,
    region
from present
order by segment
