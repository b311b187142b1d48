-- One row per member or segment and tier, days since the first purchase and whether it happened: chosen customers won up to $seen_until.
-- Members are those of the channel, the first product or the first category, where one of these is wanted, else segments and tiers.
with seen as (
    select
        case $began when '' then sector end as sector,
        case $began when '' then region end as region,
        case $began when '' then capacity end as capacity,
        case $began when '' then tier end as tier,
        case $began
            when 'channel' then acquisition_channel
            when 'product' then began_with
            when 'category' then first_category
            else ''
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
    sector,
    region,
    capacity,
    tier,
    member,
    cast(least(coalesce(happened_on, $seen_until), cast($seen_until as date)) - first_order_on as integer) as days,
    coalesce(happened_on <= cast($seen_until as date), false) as has_happened,
    cast(count(*) as bigint) as customers
from seen
group by sector, region, capacity, tier, member, days, has_happened
order by sector, region, capacity, tier, member, days, has_happened
