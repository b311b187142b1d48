-- One row per combination of sector, region and capacity that customers have.
select sector, region, capacity, count(*) as customers
from customer
where customer_type = 'external'
group by sector, region, capacity
order by sector, region, capacity
