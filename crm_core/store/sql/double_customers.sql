-- A customer described twice; must have no rows.
select customer_key from customers group by customer_key having count(*) > 1
limit 1
