-- One row per category that the customer bought in the period.
select distinct category
from transactions
where customer_key = $customer_key
    and category is not null
    and amount > 0
    and ordered_on between cast($start as date) and cast($end as date)
order by category
