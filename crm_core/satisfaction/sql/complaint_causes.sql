-- One row per cause (category) of the period's complaints, in one department or (empty $department) in all: how many, of how many
-- customers, their margin of the 12 months up to $end, and how many solved ones came back within 90 days.
with complaints as (
    select
        interactions.customer_key,
        coalesce(interactions.category, 'unknown') as cause,
        interactions.resolved_at,
        interactions.occurred_on,
        lead(interactions.occurred_at) over (
            partition by interactions.customer_key, interactions.category
            order by interactions.occurred_at, interactions.load_id, interactions.row_number
        ) as next_at
    from interactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and ($department = '' or coalesce(interactions.department, 'unknown') = $department)
),
counted as (
    select
        cause,
        count(*) as complaints,
        count(distinct customer_key) as customers,
        count(case when resolved_at < cast($end as date) - to_days(89) then 1 end) as watched,
        count(
            case when resolved_at < cast($end as date) - to_days(89)
                and next_at between resolved_at and resolved_at + to_days(90) then 1 end
        ) as came_back
    from complaints
    where occurred_on between $start and $end
    group by cause
),
earned as (
    select customer_key, sum(revenue - known_cost) as margin
    from customer_month
    where month > date_trunc('month', cast($end as date)) - to_months(12)
        and month <= date_trunc('month', cast($end as date))
    group by customer_key
),
at_stake as (
    select behind.cause, sum(earned.margin) as margin
    from (select distinct cause, customer_key from complaints where occurred_on between $start and $end) as behind
    join earned on earned.customer_key = behind.customer_key
    group by behind.cause
)
select
    counted.cause,
    cast(counted.complaints as bigint) as complaints,
    cast(counted.customers as bigint) as customers,
    cast(counted.watched as bigint) as watched,
    cast(counted.came_back as bigint) as came_back,
    cast(coalesce(at_stake.margin, 0) as double) as margin
from counted
left join at_stake on at_stake.cause = counted.cause
order by counted.complaints desc, counted.cause
