-- One row per external customer who bought, gave back or was served in the months from $begin and before $end: sales, and what
-- they left after returns, goods, contacts and order handling, before $middle (0) and from it on (1).
-- Sales are those of clv_margin: what was given back on the day of a purchase is off them. $assumed_cost of revenue stands in
-- for a cost of goods that is not known.
with returned_days as (
    select distinct customer_key, ordered_on
    from transactions
    where amount < 0 and ordered_on >= $begin and ordered_on < $end
),
days_left as (
    select
        transactions.customer_key,
        transactions.ordered_on >= $middle as is_late,
        sum(case when transactions.amount > 0 then transactions.amount else 0 end) as bought,
        sum(transactions.amount) as kept
    from transactions
    join returned_days
        on returned_days.customer_key = transactions.customer_key
        and returned_days.ordered_on = transactions.ordered_on
    group by transactions.customer_key, transactions.ordered_on
),
parts as (
    select
        customer_key,
        month >= $middle as is_late,
        cast(revenue - returned as double) as sales,
        cast(revenue - known_cost - orders * cost_of_one_order() as double)
            - cast($assumed_cost as double) * cast(uncosted_revenue as double) as margin
    from customer_month
    where month >= $begin and month < $end
    union all
    select customer_key, is_late, -cast(bought - greatest(kept, 0) as double) as sales, 0 as margin
    from days_left
    union all
    select
        contact_month.customer_key,
        contact_month.month >= $middle as is_late,
        0 as sales,
        -cast(
            cost_of_contacts(contact_month.known_cost, contact_month.uncosted_interactions, unit_cost.cost) as double
        ) as margin
    from contact_month
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = contact_month.kind and unit_cost.channel = contact_month.channel
    where contact_month.month >= $begin and contact_month.month < $end
)
select
    parts.customer_key,
    sum(case when is_late then 0 else sales end) as sales_0,
    sum(case when is_late then sales else 0 end) as sales_1,
    sum(case when is_late then 0 else margin end) as margin_0,
    sum(case when is_late then margin else 0 end) as margin_1
from parts
join customer on customer.customer_key = parts.customer_key
where customer.customer_type = 'external'
group by parts.customer_key
order by parts.customer_key
