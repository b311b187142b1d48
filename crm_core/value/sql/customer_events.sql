-- One row per order, return, interaction or answer of the customer up to $end, newest first, at most $most.
-- Open: a complaint or promise without a solution by that day; overdue where its promised day has passed.
with events as (
    select
        ordered_on as day,
        case when sum(amount) < 0 then 'return' else 'order' end as kind,
        order_id as reference,
        cast(sum(amount) as double) as amount,
        cast(null as double) as score,
        cast(null as double) as scale_max,
        false as is_open,
        false as is_overdue
    from transactions
    where customer_key = $customer_key
    group by ordered_on, order_id
    union all
    select
        occurred_on,
        kind,
        coalesce(category, case_id),
        null,
        null,
        null,
        kind in ('complaint', 'promise') and (resolved_at is null or cast(resolved_at as date) > cast($end as date)),
        kind in ('complaint', 'promise') and promised_at is not null and cast(promised_at as date) < cast($end as date)
            and (resolved_at is null or cast(resolved_at as date) > cast($end as date))
    from interactions
    where customer_key = $customer_key
    union all
    select answered_on, kind, attribute, null, cast(score as double), cast(scale_max as double), false, false
    from surveys
    where customer_key = $customer_key and answered_on is not null
)
select day, kind, reference, amount, score, scale_max, is_open, is_overdue
from events
where day <= cast($end as date)
order by day desc, kind, reference
limit $most
