-- One row per month with an order line: its first day and its number of lines.
select cast(date_trunc('month', ordered_on) as date) as month, count(*) as lines
from transactions
group by cast(date_trunc('month', ordered_on) as date)
order by month
