-- One row per attribute and value that customers have, of attributes with at most $most_values different ones.
select attribute, value, count(*) as customers
from customer_attribute
join customer using (customer_key)
where customer.customer_type = 'external'
group by attribute, value
qualify count(*) over (partition by attribute) <= $most_values
order by attribute, value
