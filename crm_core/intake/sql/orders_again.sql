-- One row: arriving rows whose order stands in the workspace already, on the same day, and how many such orders; of a large
-- file only the first rows are looked at.
with first_rows as (select order_id, ordered_at from arriving_rows limit $looked_at)

select count(*) as arrived, count(distinct order_id) as orders
from first_rows
where (order_id, cast(ordered_at as date)) in (select (order_id, ordered_on) from transactions)
