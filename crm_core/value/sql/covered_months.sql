-- The first and the last month with an order line.
select min(month) as first_month, max(month) as last_month from customer_month
