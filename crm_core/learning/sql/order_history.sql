-- One row: the first month with an order; empty where there is none.
select min(month) as first_month
from customer_month
where orders > 0
