-- One row per external customer and category with an order line from $start to $end; categories are numbered.
-- No row at all where the workspace's order lines carry no category: then all spending is one.
with carried as (
    select 1 as is_carried from transactions where category is not null limit 1
),
lines as (
    select customer_key, category, amount, cost
    from transactions
    where ordered_on between cast($start as date) and cast($end as date)
),
spent as (
    select
        lines.customer_key,
        coalesce(lines.category, '') as category,
        sum(lines.amount) as revenue,
        sum(lines.cost) as known_cost,
        sum(case when lines.cost is null then lines.amount else 0 end) as uncosted_revenue
    from lines
    cross join carried
    group by lines.customer_key, coalesce(lines.category, '')
),
names as (
    select category, row_number() over (order by category) - 1 as place
    from (select distinct category from spent) as distinct_names
)
select
    spent.customer_key,
    cast(names.place as integer) as category,
    cast(spent.revenue as double) as revenue,
    cast(coalesce(spent.known_cost, 0) as double) as known_cost,
    cast(spent.uncosted_revenue as double) as uncosted_revenue
from spent
join names on names.category = spent.category
join customer on customer.customer_key = spent.customer_key
where customer.customer_type = 'external'
