-- One row per month of invitation: invitations sent and invitations answered.
-- Rows of one customer with one moment of invitation are one invitation, however many questions it asked.
with invitations as (
    select
        surveys.customer_key,
        surveys.invited_at,
        max(case when surveys.score is not null then 1 else 0 end) as is_answered
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.brand is null
        and cast(surveys.invited_at as date) between $start and $end
    group by surveys.customer_key, surveys.invited_at
)
select
    cast(date_trunc('month', invited_at) as date) as month,
    cast(count(*) as bigint) as invitations,
    cast(sum(is_answered) as bigint) as answered
from invitations
group by cast(date_trunc('month', invited_at) as date)
order by month
