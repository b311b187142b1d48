-- One row per external customer: the number of its combination of sector, region, capacity and tier, as in kinds.
with present as (
    select customer_key, sector, region, capacity, tier from chosen_customers([], [], [], [], [])
),
kinds as (
    select sector, region, capacity, tier, row_number() over (order by sector, region, capacity, tier) - 1 as kind
    from (select distinct sector, region, capacity, tier from present) as combinations
)
select present.customer_key, cast(kinds.kind as integer) as kind
from present
join kinds
    on kinds.sector is not distinct from present.sector
    and kinds.region is not distinct from present.region
    and kinds.capacity is not distinct from present.capacity
    and kinds.tier = present.tier
