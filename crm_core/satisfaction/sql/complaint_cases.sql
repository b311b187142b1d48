-- One row per complaint case opened in the period: hours to first answer and to solution, what is still open, what came back.
-- Rows without a case number are a case each. $cut_off is the moment up to which the data tell; $repeat_days after a solution
-- a new case of the same customer and category counts as the old one come back.
with cases as (
    select
        interactions.customer_key,
        coalesce(interactions.case_id, 'row ' || interactions.load_id || '/' || interactions.row_number) as case_name,
        min(interactions.category) as category,
        min(coalesce(interactions.opened_at, interactions.occurred_at)) as opened_at,
        min(interactions.first_response_at) as first_response_at,
        max(case when interactions.resolved_at < $cut_off then interactions.resolved_at end) as resolved_at,
        min(interactions.resolved_at) < max(interactions.occurred_at) as is_reopened,
        count(*) > 1 as is_followed
    from interactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and interactions.occurred_on < $cut_off
    group by interactions.customer_key, case_name
),
in_order as (
    select
        cases.*,
        lead(opened_at) over (partition by customer_key, coalesce(category, '') order by opened_at, case_name) as next_opened_at
    from cases
)
select
    customer_key,
    date_diff('minute', opened_at, first_response_at) / 60.0 as response_hours,
    date_diff('minute', opened_at, coalesce(resolved_at, cast($cut_off as timestamp))) / 60.0 as hours,
    resolved_at is not null as is_resolved,
    coalesce(is_reopened, false) as is_reopened,
    is_followed,
    coalesce(resolved_at < $cut_off - to_days($repeat_days), false) as is_watched,
    coalesce(next_opened_at between resolved_at and resolved_at + to_days($repeat_days), false) as is_back
from in_order
where cast(opened_at as date) between $start and $end
    and opened_at < $cut_off
order by opened_at, customer_key, case_name
