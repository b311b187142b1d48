-- One row per order line of the days from $start to $end or from $also_start to $also_end: customer, day (counted since 1970),
-- category by number (from 1, in the order of their texts; 0 where a line carries none) and money.
-- They are added up outside, where numbers alone are added faster.
with numbered as (
    select category, cast(row_number() over (order by category) as integer) as place
    from (select distinct category from transactions where category is not null) as present
)
select
    transactions.customer_key,
    cast(transactions.ordered_on - date '1970-01-01' as integer) as day_number,
    coalesce(numbered.place, 0) as category,
    transactions.amount,
    transactions.cost
from transactions
left join numbered on numbered.category = transactions.category
where transactions.ordered_on between cast($start as date) and cast($end as date)
    or transactions.ordered_on between cast($also_start as date) and cast($also_end as date)
