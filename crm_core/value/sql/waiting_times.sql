-- One row per group, days since the first purchase and whether it happened: chosen customers won up to $seen_until, and how many.
with seen as (
    select
        case $by
            when 'product' then began_with
            when 'category' then first_category
            else coalesce(trait_of($by, tier, sector, region, capacity, acquisition_channel), '')
        end as member,
        first_order_on,
        case $event
            when 'second' then first_order_on + days_to_second
            when 'quiet_90' then quiet_90_on
            when 'quiet_180' then quiet_180_on
            else quiet_365_on
        end as happened_on
    from chosen_journeys($sectors, $regions, $capacities, $tiers, $attributes)
    where first_order_on <= cast($seen_until as date)
)
select
    member,
    cast(least(coalesce(happened_on, $seen_until), cast($seen_until as date)) - first_order_on as integer) as days,
    coalesce(happened_on <= cast($seen_until as date), false) as has_happened,
    cast(count(*) as bigint) as customers
from seen
group by member, days, has_happened
order by member, days, has_happened
