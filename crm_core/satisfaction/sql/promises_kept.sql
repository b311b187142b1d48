-- One row: promises of the period (any interaction with a promised moment) that are due by $cut_off, and those kept in time.
select
    cast(count(*) as bigint) as due,
    cast(count(case when interactions.resolved_at <= interactions.promised_at then 1 end) as bigint) as kept
from interactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = interactions.customer_key
where interactions.promised_at < $cut_off
    and interactions.occurred_on between $start and $end
