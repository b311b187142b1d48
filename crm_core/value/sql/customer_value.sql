-- One row per customer with a value in the months of the last build: its sums, value, potential and tier as built.
-- The build worked them out by customer_sums and category_spending over all external customers.
select * from customer_value order by customer_key
