-- One row per order line from $start to $end: customer, category by number (in the order of their texts), amount, and its cost of goods.
-- Category −1 where a line carries none. They are added up outside, where numbers alone are added faster.
-- To know what chance alone would change, two years are mixed: the days of $earlier_start to $earlier_end and of $later_start to
-- $later_end, which only one of them holds, go by a coin for each customer and calendar month to $side 0 or 1; the days that
-- both hold go to both sides. Without such a mixing those days are none.
with numbered as (
    select category, cast(row_number() over (order by category) - 1 as integer) as place
    from (select distinct category from transactions where category is not null) as present
),
lines as (
    select customer_key, category, amount, cost
    from transactions
    where ordered_on between cast($start as date) and cast($end as date)
    union all
    select customer_key, category, amount, cost
    from transactions
    where ordered_on between cast($earlier_start as date) and cast($earlier_end as date)
        and hash(customer_key * 12 + (extract(month from ordered_on) + 12 - $first_month) % 12) % 2 = $side
    union all
    select customer_key, category, amount, cost
    from transactions
    where ordered_on between cast($later_start as date) and cast($later_end as date)
        and hash(customer_key * 12 + (extract(month from ordered_on) + 12 - $first_month) % 12) % 2 <> $side
)
select
    lines.customer_key,
    coalesce(numbered.place, -1) as category,
    cast(lines.amount as double) as amount,
    cast(coalesce(lines.cost, 0) as double) as cost,
    lines.cost is null as is_uncosted
from lines
left join numbered on numbered.category = lines.category
