-- One row where a customer of that number is known.
select customer_keys.customer_id
from customer_keys
join customer on customer.customer_key = customer_keys.customer_key
where customer_keys.customer_id = $customer_id
