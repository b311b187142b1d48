-- One row per month of the price index up to $until.
select month, cast(max(price_index) as double) as price_index
from prices
where month <= $until
group by month
order by month
