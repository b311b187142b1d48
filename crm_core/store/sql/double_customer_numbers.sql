-- A customer number or key that stands twice; must have no rows.
select customer_id from customer_keys group by customer_id having count(*) > 1
union all
select min(customer_id) from customer_keys group by customer_key having count(*) > 1
limit 1
