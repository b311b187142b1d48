-- One row per month of the price index up to $until: the last one given for the month.
select month, cast(max_by(price_index, load_id) as double) as price_index
from prices
where month <= $until
group by month
order by month
