-- One row per combination of sector, region, capacity and tier that external customers have, numbered from zero.
select
    cast(row_number() over (order by sector, region, capacity, tier) - 1 as integer) as kind,
    sector,
    region,
    capacity,
    tier
from (select distinct sector, region, capacity, tier from chosen_customers([], [], [], [], [])) as combinations
order by kind
