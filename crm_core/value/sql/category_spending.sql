-- One row per external customer and category with an order line in the months of the period.
-- No row at all where the workspace's order lines carry no category: then all spending is one.
with carried as (
    select 1 as is_carried from transactions where category is not null limit 1
)
select
    transactions.customer_key,
    coalesce(transactions.category, '') as category,
    cast(sum(transactions.amount) as double) as revenue,
    cast(coalesce(sum(transactions.cost), 0) as double) as known_cost,
    cast(sum(case when transactions.cost is null then transactions.amount else 0 end) as double) as uncosted_revenue
from transactions
cross join carried
join customer on customer.customer_key = transactions.customer_key
where transactions.ordered_on >= date_trunc('month', cast($start as date))
    and transactions.ordered_on < date_trunc('month', cast($end as date)) + interval 1 month
    and customer.customer_type = 'external'
group by transactions.customer_key, coalesce(transactions.category, '')
order by transactions.customer_key, category
