-- One row per order line and CSAT answer about us in the outcome window [outcome_start, outcome_end): whose it is, and whether it
-- sold something, lacks its cost, or is an answer.
select customer_key, amount > 0 as is_sold, cost is null as is_uncosted, false as is_answer
from transactions
where ordered_on >= cast($outcome_start as date) and ordered_on < cast($outcome_end as date)
union all
select customer_key, false as is_sold, false as is_uncosted, true as is_answer
from surveys
where kind = 'csat' and brand is null and score is not null
    and answered_on >= cast($outcome_start as date) and answered_on < cast($outcome_end as date)
