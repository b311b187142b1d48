-- The last day that the workspace's facts mention.
select max(last_day) as as_of, min(first_day) as first_day
from (
    select max(ordered_on) as last_day, min(ordered_on) as first_day from transactions
    union all
    select max(occurred_on) as last_day, min(occurred_on) as first_day from interactions
    union all
    select max(answered_on) as last_day, min(answered_on) as first_day from surveys
) as days
