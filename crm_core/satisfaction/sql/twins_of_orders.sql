-- One row per behaviour that orders tell: sums over customers of events (a), of chances (b), of their squares and products.
-- follow_up: orders followed by a contact that is no complaint within 30 days; understanding: campaign orders in a category that
-- the customer had bought before, of campaign orders of customers who had bought before.
with chosen as (
    select customer_key from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
ordered as (
    select transactions.customer_key, transactions.ordered_on
    from transactions
    join chosen on chosen.customer_key = transactions.customer_key
    where transactions.amount > 0
        and transactions.ordered_on between $start and $end
        and transactions.ordered_on < $cut_off - to_days(30)
    group by transactions.customer_key, transactions.ordered_on
),
spoken as (
    select customer_key, occurred_on
    from interactions
    where kind <> 'complaint'
        and occurred_on between $start and $cut_off
    group by customer_key, occurred_on
),
followed as (
    select ordered.customer_key, ordered.ordered_on, spoken.occurred_on
    from ordered
    asof left join spoken
        on spoken.customer_key = ordered.customer_key and spoken.occurred_on > ordered.ordered_on
),
follow_up as (
    select
        'follow_up' as behaviour,
        customer_key,
        count(*) filter (where occurred_on <= ordered_on + 30) as a,
        count(*) as b
    from followed
    where exists (select 1 from spoken)
    group by customer_key
),
firsts as (
    select transactions.customer_key, transactions.category, min(transactions.ordered_on) as first_on
    from transactions
    join chosen on chosen.customer_key = transactions.customer_key
    where transactions.amount > 0
        and transactions.category is not null
    group by transactions.customer_key, transactions.category
),
starts as (
    select customer_key, min(first_on) as first_on from firsts group by customer_key
),
offers as (
    select
        'understanding' as behaviour,
        transactions.customer_key,
        count(*) filter (where firsts.first_on < transactions.ordered_on) as a,
        count(*) as b
    from transactions
    join firsts on firsts.customer_key = transactions.customer_key and firsts.category = transactions.category
    join starts on starts.customer_key = transactions.customer_key
    where transactions.campaign is not null
        and transactions.amount > 0
        and transactions.ordered_on between $start and $end
        and starts.first_on < transactions.ordered_on
    group by transactions.customer_key
),
every as (
    from follow_up union all from offers
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
