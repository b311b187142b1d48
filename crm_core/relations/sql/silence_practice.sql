-- One row per chosen customer with a contact or a dormant month in the window [window_start, window_end): contacts that no
-- order within 14 days explains, dormant months (last order over 90 days before the month) and those with a contact.
with exposed as (
    select
        customer_key,
        date_trunc('month', case
            when acquired_on > cast($window_start as date) then acquired_on
            else cast($window_start as date)
        end) as first_month
    from chosen_customers($sectors, $regions, $capacities, $tiers)
    where acquired_on is null or acquired_on < cast($window_end as date)
),
order_days as (
    select distinct transactions.customer_key, transactions.ordered_on
    from transactions
    semi join exposed on exposed.customer_key = transactions.customer_key
    where transactions.amount > 0 and transactions.ordered_on < cast($window_end as date)
),
gaps as (
    select
        customer_key,
        date_trunc('month', ordered_on + 90) + interval 1 month as dormant_from,
        date_trunc('month', coalesce(
            lead(ordered_on) over (partition by customer_key order by ordered_on),
            date_trunc('month', cast($window_end as date) - 1) + interval 1 month
        )) as dormant_until
    from order_days
),
dormant as (
    select
        gaps.customer_key,
        sum(datediff('month', case
            when gaps.dormant_from > exposed.first_month then gaps.dormant_from
            else exposed.first_month
        end, gaps.dormant_until)) as dormant_months
    from gaps
    join exposed on exposed.customer_key = gaps.customer_key
    where gaps.dormant_until > gaps.dormant_from and gaps.dormant_until > exposed.first_month
    group by gaps.customer_key
),
contacts as (
    select
        interactions.customer_key,
        interactions.occurred_on,
        date_trunc('month', interactions.occurred_on) as month,
        date_trunc('month', interactions.occurred_on) >= exposed.first_month as is_exposed
    from interactions
    join exposed on exposed.customer_key = interactions.customer_key
    where interactions.kind <> 'complaint'
        and interactions.occurred_on >= cast($window_start as date)
        and interactions.occurred_on < cast($window_end as date)
),
contacts_beside_orders as (
    select
        contacts.customer_key,
        contacts.month,
        contacts.is_exposed,
        before.ordered_on >= contacts.occurred_on - 14 as is_after_order,
        after.ordered_on <= contacts.occurred_on + 14 as is_before_order,
        latest.ordered_on < contacts.month - interval 90 day as is_dormant
    from contacts
    asof left join order_days as before
        on before.customer_key = contacts.customer_key and before.ordered_on <= contacts.occurred_on
    asof left join order_days as after
        on after.customer_key = contacts.customer_key and after.ordered_on >= contacts.occurred_on
    asof left join order_days as latest
        on latest.customer_key = contacts.customer_key
            and latest.ordered_on < contacts.month + interval 1 month
),
apart as (
    select
        customer_key,
        count(*) filter (where is_after_order is not true and is_before_order is not true) as contacts_apart,
        count(distinct month) filter (where is_dormant and is_exposed) as dormant_contact_months
    from contacts_beside_orders
    group by customer_key
)
select
    coalesce(apart.customer_key, dormant.customer_key) as customer_key,
    cast(coalesce(apart.contacts_apart, 0) as bigint) as contacts_apart,
    cast(coalesce(dormant.dormant_months, 0) as bigint) as dormant_months,
    cast(coalesce(apart.dormant_contact_months, 0) as bigint) as dormant_contact_months
from apart
full join dormant on dormant.customer_key = apart.customer_key
order by coalesce(apart.customer_key, dormant.customer_key)
