-- One row: first and last day of any answer to the question $kind about our own brand, whatever the filters.
select
    min(answered_on) as first_day,
    max(answered_on) as last_day
from surveys
where kind = $kind and brand is null
