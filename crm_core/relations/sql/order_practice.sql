-- One row per chosen customer with an order in the window [window_start, window_end): orders old enough to be followed
-- up, those followed by a contact within 30 days, money sold, and money sold through product-push campaigns.
with chosen as (
    select customer_key
    from chosen_to_class(
        $sectors, $regions, $capacities, $tiers, $attributes, $window_start, $window_end, $fewest_contacts
    )
),
relational_campaigns as (
    select campaign
    from campaigns
    group by campaign
    having min(orientation) = 'relational' and max(orientation) = 'relational'
),
orders as (
    select
        transactions.customer_key,
        transactions.order_id,
        transactions.ordered_on,
        sum(transactions.amount) as sold,
        sum(case
            when transactions.campaign is not null and relational_campaigns.campaign is null
                then transactions.amount
            else 0
        end) as pushed
    from transactions
    semi join chosen on chosen.customer_key = transactions.customer_key
    left join relational_campaigns on relational_campaigns.campaign = transactions.campaign
    where transactions.amount > 0
        and transactions.ordered_on >= cast($window_start as date)
        and transactions.ordered_on < cast($window_end as date)
    group by transactions.customer_key, transactions.order_id, transactions.ordered_on
),
contacts as (
    select interactions.customer_key, interactions.occurred_on
    from interactions
    semi join chosen on chosen.customer_key = interactions.customer_key
    where interactions.kind <> 'complaint'
        and interactions.occurred_on >= cast($window_start as date)
        and interactions.occurred_on < cast($window_end as date)
),
orders_with_next_contact as (
    select
        orders.customer_key,
        orders.sold,
        orders.pushed,
        orders.ordered_on + 30 <= cast($window_end as date) as is_due,
        contacts.occurred_on <= orders.ordered_on + 30 as is_followed
    from orders
    asof left join contacts
        on contacts.customer_key = orders.customer_key and orders.ordered_on < contacts.occurred_on
)
select
    customer_key,
    cast(count(*) filter (where is_due) as bigint) as due_orders,
    cast(count(*) filter (where is_due and is_followed) as bigint) as followed_orders,
    cast(sum(sold) as double) as sold,
    cast(sum(pushed) as double) as pushed
from orders_with_next_contact
group by customer_key
order by customer_key
