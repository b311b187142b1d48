-- One row per invitation of a chosen customer, with the number of its questions and of those answered.
select
    chosen.customer_id,
    surveys.invited_at,
    count(*) as questions,
    count(surveys.score) as questions_answered
from surveys
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = surveys.customer_key
where surveys.brand is null
    and cast(surveys.invited_at as date) between $start and $end
group by chosen.customer_id, surveys.invited_at
order by surveys.invited_at, chosen.customer_id
limit $row_limit
