-- One row per behaviour that interactions tell: sums over customers of events (a), of chances (b), of their squares and products.
-- Behaviours: reciprocity, accessibility, communication, one_to_one. Cases count once they are $standard_hours old at $cut_off.
with own as (
    select interactions.*, chosen.acquired_on
    from interactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = interactions.customer_key
    where interactions.occurred_on between $start and $end
),
cases as (
    select
        'reciprocity' as behaviour,
        customer_key,
        count(*) filter (where first_response_at < $cut_off or resolved_at < $cut_off) as a,
        count(*) as b
    from own
    where kind in ('complaint', 'service')
        and coalesce(opened_at, occurred_at) < $cut_off - to_hours($standard_hours)
    group by customer_key
),
approaches as (
    select
        'accessibility' as behaviour,
        customer_key,
        count(*) filter (where first_response_at < $cut_off or resolved_at < $cut_off) as a,
        count(*) as b
    from own
    where direction = 'in'
        and kind in ('contact', 'service')
        and occurred_at < $cut_off - to_hours($standard_hours)
    group by customer_key
),
by_employee as (
    select customer_key, employee, count(*) as contacts
    from own
    where kind <> 'complaint'
        and employee is not null
    group by customer_key, employee
),
continuity as (
    select 'one_to_one' as behaviour, customer_key, max(contacts) as a, sum(contacts) as b
    from by_employee
    group by customer_key
    having sum(contacts) > 1
),
spoken as (
    select
        own.customer_key,
        count(distinct date_trunc('month', own.occurred_on)) filter (where own.kind <> 'complaint') as a
    from own
    group by own.customer_key
),
months as (
    select
        'communication' as behaviour,
        chosen.customer_key,
        coalesce(spoken.a, 0) as a,
        date_diff('month', greatest(coalesce(chosen.acquired_on, cast($start as date)), cast($start as date)), cast($end as date)) + 1
            as b
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    join customer on customer.customer_key = chosen.customer_key
    left join spoken on spoken.customer_key = chosen.customer_key
    where customer.last_order_on >= $start
        and (chosen.acquired_on is null or chosen.acquired_on <= $end)
        and exists (select 1 from own)
),
every as (
    from cases union all from approaches union all from continuity union all from months
)
select
    behaviour,
    cast(count(*) as bigint) as customers,
    cast(sum(a) as double) as a,
    cast(sum(b) as double) as b,
    cast(sum(a * a) as double) as aa,
    cast(sum(a * b) as double) as ab,
    cast(sum(b * b) as double) as bb
from every
group by behaviour
order by behaviour
