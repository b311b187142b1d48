-- One row per department, stage and channel that complaints of the period came from, with the customers behind them.
select
    coalesce(interactions.department, 'unknown') as department,
    coalesce(interactions.stage, 'unknown') as stage,
    coalesce(interactions.channel, 'unknown') as channel,
    cast(count(*) as bigint) as complaints,
    cast(count(distinct interactions.customer_key) as bigint) as customers
from interactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = interactions.customer_key
where interactions.kind = 'complaint'
    and interactions.occurred_on between $start and $end
group by 1, 2, 3
order by complaints desc, department, stage, channel
