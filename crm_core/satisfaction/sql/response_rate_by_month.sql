-- One row per month of invitation: invitations sent and invitations answered.
-- Rows of one customer with one moment of invitation are one invitation, however many questions it asked.
select
    cast(date_trunc('month', invitations.invited_at) as date) as month,
    cast(count(*) as bigint) as invitations,
    cast(sum(invitations.is_answered) as bigint) as answered
from invitations_between($start, $end) as invitations
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = invitations.customer_key
group by cast(date_trunc('month', invitations.invited_at) as date)
order by month
