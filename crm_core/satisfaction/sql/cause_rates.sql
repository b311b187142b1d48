-- One row: complaints of the cause and orders of the chosen customers in the days before $fixed_on and in as many days after it.
-- $days is how many days after it have passed, 90 at most; with the first complaint of the cause after it.
with complaints as (
    select interactions.occurred_on
    from interactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and interactions.category = $cause
        and interactions.occurred_on >= $fixed_on - to_days($days)
        and interactions.occurred_on < $fixed_on + to_days($days)
),
orders as (
    select transactions.ordered_on, count(distinct (transactions.customer_key, transactions.order_id)) as orders
    from transactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = transactions.customer_key
    where transactions.amount > 0
        and transactions.ordered_on >= $fixed_on - to_days($days)
        and transactions.ordered_on < $fixed_on + to_days($days)
    group by transactions.ordered_on
)
select
    cast((select count(*) from complaints where occurred_on < $fixed_on) as bigint) as complaints_before,
    cast((select count(*) from complaints where occurred_on >= $fixed_on) as bigint) as complaints_after,
    cast((select coalesce(sum(orders), 0) from orders where ordered_on < $fixed_on) as bigint) as orders_before,
    cast((select coalesce(sum(orders), 0) from orders where ordered_on >= $fixed_on) as bigint) as orders_after,
    (select min(occurred_on) from complaints where occurred_on >= $fixed_on) as came_back_on
