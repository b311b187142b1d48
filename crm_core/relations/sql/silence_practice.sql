-- One row per chosen customer with a contact or a dormant month in the window [window_start, window_end): contacts that no
-- order within 14 days explains, dormant months (last order over 90 days before the month) and those with a contact.
with exposed as (
    select
        customer_key,
        cast(date_trunc('month', case
            when acquired_on > cast($window_start as date) then acquired_on
            else cast($window_start as date)
        end) as date) as first_month
    from chosen_to_class(
        $sectors, $regions, $capacities, $tiers, $attributes, $window_start, $window_end, $fewest_contacts
    )
    where acquired_on is null or acquired_on < cast($window_end as date)
),
order_days as (
    select transactions.customer_key, transactions.ordered_on
    from transactions
    semi join exposed on exposed.customer_key = transactions.customer_key
    where transactions.amount > 0
        and transactions.ordered_on >= cast($window_start as date) - 14
        and transactions.ordered_on < cast($window_end as date)
    group by transactions.customer_key, transactions.ordered_on
    union all
    select transactions.customer_key, max(transactions.ordered_on) as ordered_on
    from transactions
    semi join exposed on exposed.customer_key = transactions.customer_key
    where transactions.amount > 0 and transactions.ordered_on < cast($window_start as date) - 14
    group by transactions.customer_key
),
gaps as (
    select
        customer_key,
        cast(date_trunc('month', ordered_on + 90) + interval 1 month as date) as dormant_from,
        cast(date_trunc('month', coalesce(
            lead(ordered_on) over (partition by customer_key order by ordered_on),
            date_trunc('month', cast($window_end as date) - 1) + interval 1 month
        )) as date) as dormant_until
    from order_days
),
dormant_gaps as (
    select
        gaps.customer_key,
        case when gaps.dormant_from > exposed.first_month then gaps.dormant_from else exposed.first_month end
            as dormant_from,
        gaps.dormant_until
    from gaps
    join exposed on exposed.customer_key = gaps.customer_key
    where gaps.dormant_until > gaps.dormant_from and gaps.dormant_until > exposed.first_month
),
dormant as (
    select customer_key, sum(datediff('month', dormant_from, dormant_until)) as dormant_months
    from dormant_gaps
    group by customer_key
),
contacts as (
    select interactions.customer_key, interactions.occurred_on
    from interactions
    semi join exposed on exposed.customer_key = interactions.customer_key
    where interactions.kind <> 'complaint'
        and interactions.occurred_on >= cast($window_start as date)
        and interactions.occurred_on < cast($window_end as date)
),
apart as (
    select
        contacts.customer_key,
        count(*) filter (
            where (before.ordered_on >= contacts.occurred_on - 14) is not true
                and (after.ordered_on <= contacts.occurred_on + 14) is not true
        ) as contacts_apart
    from contacts
    asof left join order_days as before
        on before.customer_key = contacts.customer_key and before.ordered_on <= contacts.occurred_on
    asof left join order_days as after
        on after.customer_key = contacts.customer_key and after.ordered_on >= contacts.occurred_on
    group by contacts.customer_key
),
contact_months as (
    select customer_key, cast(date_trunc('month', occurred_on) as date) as month
    from contacts
    group by customer_key, cast(date_trunc('month', occurred_on) as date)
),
dormant_contacts as (
    select contact_months.customer_key, count(*) as dormant_contact_months
    from contact_months
    join dormant_gaps
        on dormant_gaps.customer_key = contact_months.customer_key
            and contact_months.month >= dormant_gaps.dormant_from
            and contact_months.month < dormant_gaps.dormant_until
    group by contact_months.customer_key
)
select
    exposed.customer_key,
    cast(coalesce(apart.contacts_apart, 0) as bigint) as contacts_apart,
    cast(coalesce(dormant.dormant_months, 0) as bigint) as dormant_months,
    cast(coalesce(dormant_contacts.dormant_contact_months, 0) as bigint) as dormant_contact_months
from exposed
left join apart on apart.customer_key = exposed.customer_key
left join dormant on dormant.customer_key = exposed.customer_key
left join dormant_contacts on dormant_contacts.customer_key = exposed.customer_key
where apart.customer_key is not null or dormant.customer_key is not null
order by exposed.customer_key
