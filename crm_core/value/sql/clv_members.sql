-- One row per chosen customer: the number of its group, in the order of the groups' texts.
with chosen as (
    select customer_key, trait_of($by, tier, sector, region, capacity, acquisition_channel) as member_of
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
numbered as (
    select member_of, row_number() over (order by member_of nulls last) - 1 as number
    from (select distinct member_of from chosen) as present
)
select chosen.customer_key, cast(numbered.number as integer) as number
from chosen
join numbered on numbered.member_of is not distinct from chosen.member_of
order by chosen.customer_key
