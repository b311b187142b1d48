-- One row per order line from $start to $end: its customer, its category and its money; categories are numbered.
-- No row at all where the workspace's order lines carry no category: then all spending is one. They are added up outside.
with carried as (
    select 1 as is_carried from transactions where category is not null limit 1
),
lines as (
    select customer_key, category, amount, cost
    from transactions
    where ordered_on between cast($start as date) and cast($end as date)
),
names as (
    select category, row_number() over (order by category) - 1 as place
    from (select distinct coalesce(lines.category, '') as category from lines cross join carried) as distinct_names
)
select
    lines.customer_key,
    cast(names.place as integer) as category,
    lines.amount,
    lines.cost
from lines
join names on names.category = coalesce(lines.category, '')
