-- One row per external customer and category of one of two made-up years ($side), as in tossed_sums.
-- No row at all where the workspace's order lines carry no category: then all spending is one.
with carried as (
    select 1 as is_carried from transactions where category is not null limit 1
),
spent as (
    select
        transactions.customer_key,
        coalesce(transactions.category, '') as category,
        sum(transactions.amount) as revenue,
        sum(transactions.cost) as known_cost,
        sum(case when transactions.cost is null then transactions.amount else 0 end) as uncosted_revenue
    from transactions
    cross join carried
    where transactions.ordered_on >= cast($first as date)
        and transactions.ordered_on < date_trunc('month', cast($end as date)) + interval 1 month
        and (
            date_diff('month', cast($first as date), transactions.ordered_on) // 12
            + hash(transactions.customer_key * 12 + date_diff('month', cast($first as date), transactions.ordered_on) % 12) % 2
        ) % 2 = $side
    group by transactions.customer_key, coalesce(transactions.category, '')
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
