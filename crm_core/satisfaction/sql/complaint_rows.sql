-- One row per stored complaint of the chosen customers.
select
    chosen.customer_id,
    interactions.occurred_on,
    interactions.case_id,
    interactions.stage,
    interactions.channel,
    interactions.category,
    interactions.department,
    interactions.opened_at,
    interactions.promised_at,
    interactions.resolved_at
from interactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = interactions.customer_key
where interactions.kind = 'complaint'
    and interactions.occurred_on between $start and $end
order by interactions.occurred_on, chosen.customer_id
limit $row_limit
