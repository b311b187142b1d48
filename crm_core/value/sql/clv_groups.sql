-- One row per group of the chosen customers, numbered in the order of the texts; an empty text is a group of its own.
with present as (
    select distinct trait_of($by, tier, sector, region, capacity, acquisition_channel) as member_of
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
)
select coalesce(member_of, '') as member_of from present order by present.member_of nulls last
