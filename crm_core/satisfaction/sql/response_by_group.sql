-- One row per group of customers: invitations of the period, and those of them that were answered.
-- $by is tier, sector, region, capacity or channel (of acquisition); rows of one customer and moment are one invitation.
with chosen as (
    select
        customer_key,
        case
            when $by = 'tier' then tier
            when $by = 'sector' then sector
            when $by = 'region' then region
            when $by = 'capacity' then capacity
            when $by = 'channel' then acquisition_channel
        end as group_name
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
)
select
    coalesce(chosen.group_name, 'unknown') as "group",
    cast(count(*) as bigint) as invitations,
    cast(sum(invitations.is_answered) as bigint) as answered
from invitations_between($start, $end) as invitations
join chosen on chosen.customer_key = invitations.customer_key
group by coalesce(chosen.group_name, 'unknown')
order by "group"
