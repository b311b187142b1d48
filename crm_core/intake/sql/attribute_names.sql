-- One row per attribute that customers have.
select attribute, count(*) as customers
from customer_attribute
group by attribute
order by attribute
