-- One row per customer with an interaction, or with an order whose handling costs something, from $start to $end: what serving cost.
-- To know what chance alone would change, two years are mixed: the days of $earlier_start to $earlier_end and of $later_start to
-- $later_end, which only one of them holds, go by a coin for each customer and calendar month to $side 0 or 1; the days that
-- both hold go to both sides. Without such a mixing those days are none.
with parts as (
    select customer_key, month, contact_cost, 0 as orders, 0 as part from served_between($start, $end)
    union all
    select customer_key, month, contact_cost, 0 as orders, 1 as part from served_between($earlier_start, $earlier_end)
    union all
    select customer_key, month, contact_cost, 0 as orders, 2 as part from served_between($later_start, $later_end)
    union all
    select customer_key, month, 0 as contact_cost, orders, 0 as part
    from bought_between($start, $end) where cost_of_one_order() > 0
    union all
    select customer_key, month, 0 as contact_cost, orders, 1 as part
    from bought_between($earlier_start, $earlier_end) where cost_of_one_order() > 0
    union all
    select customer_key, month, 0 as contact_cost, orders, 2 as part
    from bought_between($later_start, $later_end) where cost_of_one_order() > 0
)
select
    customer_key,
    cast(sum(contact_cost) as double) as contact_cost,
    cast(sum(orders) * cost_of_one_order() as double) as handling_cost
from parts
where part = 0
    or (part = 1 and hash(customer_key * 12 + (extract(month from month) + 12 - $first_month) % 12) % 2 = $side)
    or (part = 2 and hash(customer_key * 12 + (extract(month from month) + 12 - $first_month) % 12) % 2 <> $side)
group by customer_key
