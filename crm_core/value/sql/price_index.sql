-- One row per month from $first to $last with a consumer price index: the last one given for the month.
select month, cast(max_by(price_index, load_id) as double) as price_index
from prices
where month between date_trunc('month', cast($first as date)) and cast($last as date)
group by month
order by month
