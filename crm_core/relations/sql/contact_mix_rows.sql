-- One row per stored interaction of the period, of the chosen customers.
select
    chosen.customer_id,
    interactions.occurred_at,
    interactions.kind,
    interactions.stage,
    interactions.channel,
    interactions.direction,
    interactions.department,
    interactions.promised_at,
    interactions.resolved_at
from interactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = interactions.customer_key
where interactions.occurred_on between cast($start as date) and cast($end as date)
order by chosen.customer_id, interactions.occurred_at
limit $row_limit
