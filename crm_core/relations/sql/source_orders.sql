-- One row per source of orders of the kind $by (orientation, campaign, channel, acquisition) in the period [start, end]:
-- orders, buyers, those who had bought before, follow-up within 30 days, and money in that of the price table's last month.
with chosen as (
    select customer_key, acquisition_channel, acquired_on, first_order_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
orders as (
    select
        transactions.customer_key,
        transactions.ordered_on,
        source_of_order(
            $by, transactions.campaign, orientations.orientation, transactions.channel, chosen.acquisition_channel
        ) as source,
        max(orientations.orientation) as orientation,
        cast(max(case when transactions.amount > 0 then 1 else 0 end) as bigint) as is_order,
        max(case when chosen.first_order_on < transactions.ordered_on then 1 else 0 end) as is_existing,
        sum(transactions.amount * coalesce(factors.factor, 1)) as revenue,
        sum((transactions.amount - coalesce(transactions.cost, 0)) * coalesce(factors.factor, 1)) as margin,
        sum(transactions.discount * coalesce(factors.factor, 1)) as discount,
        count(*) filter (where transactions.cost is null) as uncosted_lines
    from transactions
    join chosen on chosen.customer_key = transactions.customer_key
    left join campaign_orientations() as orientations on orientations.campaign = transactions.campaign
    left join price_factors() as factors on factors.month = cast(date_trunc('month', transactions.ordered_on) as date)
    where transactions.ordered_on between cast($start as date) and cast($end as date)
        and ($by <> 'acquisition' or chosen.acquired_on between cast($start as date) and cast($end as date))
    group by transactions.customer_key, transactions.order_id, transactions.ordered_on, source
),
contacts as (
    select interactions.customer_key, interactions.occurred_on
    from interactions
    semi join chosen on chosen.customer_key = interactions.customer_key
    where interactions.kind <> 'complaint'
        and interactions.occurred_on between cast($start as date) and cast($end as date)
),
followed as (
    select
        orders.*,
        orders.ordered_on + 29 <= cast($end as date) as is_due,
        contacts.occurred_on <= orders.ordered_on + 30 as is_followed
    from orders
    asof left join contacts
        on contacts.customer_key = orders.customer_key and orders.ordered_on < contacts.occurred_on
)
select
    source,
    max(orientation) as declared,
    cast(sum(is_order) as bigint) as orders,
    count(distinct case when is_order = 1 then customer_key end) as buyers,
    cast(sum(is_order * is_existing) as bigint) as existing_orders,
    cast(sum(case when is_due then is_order else 0 end) as bigint) as due_orders,
    cast(sum(case when is_due and is_followed then is_order else 0 end) as bigint) as followed_orders,
    cast(sum(revenue) as double) as revenue,
    cast(sum(margin) - sum(is_order) * cost_of_one_order() as double) as margin,
    cast(sum(discount) as double) as discount,
    cast(sum(uncosted_lines) as bigint) as uncosted_lines,
    (select count(distinct customer_key) from orders where is_order = 1) as active_customers
from followed
group by source
order by source
