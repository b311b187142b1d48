-- One row per chosen customer listed in $programme: when it first joined, its arm, how it was assigned, days as a member up
-- to $until.
select
    programmes.customer_key,
    min(programmes.started_at) as started_on,
    coalesce(arg_min(programmes.arm, programmes.started_at), '') as arm,
    arg_min(programmes.assignment, programmes.started_at) as assignment,
    arg_min(programmes.orientation, programmes.started_at) as orientation,
    cast(sum(greatest(0, coalesce(least(programmes.ended_at + 1, cast($until as date)), cast($until as date))
        - programmes.started_at)) as bigint) as member_days
from programmes
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = programmes.customer_key
where programmes.programme = $programme
group by programmes.customer_key
order by programmes.customer_key
