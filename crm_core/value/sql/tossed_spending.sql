-- One row per external customer and category of one of two made-up years ($side), as in tossed_sums.
-- No row at all where the workspace's order lines carry no category: then all spending is one.
with carried as (
    select 1 as is_carried from transactions where category is not null limit 1
),
lines as (
    select
        *,
        date_diff('month', cast($first as date), ordered_on) % 12 as place,
        date_diff('month', cast($first as date), ordered_on) < 12 as is_in_first,
        ordered_on >= cast($last as date) as is_in_last
    from transactions
    where ordered_on >= cast($first as date)
        and ordered_on < date_trunc('month', cast($end as date)) + interval 1 month
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
    where (lines.is_in_first or lines.is_in_last)
        and (
            (lines.is_in_first and lines.is_in_last)
            or lines.is_in_first = (hash(lines.customer_key * 12 + lines.place) % 2 = $side)
        )
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
