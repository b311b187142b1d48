-- One row per chosen customer and stretch of days with an interaction (stretches as in scorecard_trade): complaints,
-- contacts that the customer began, and the cost of serving in the money of the price table's last month.
with chosen as (
    select customer_key
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
    where acquired_on <= cast($landmark as date) - 180
),
placed as (
    select
        interactions.customer_key,
        interactions.kind,
        interactions.direction,
        coalesce(interactions.cost * coalesce(factors.factor, 1), unit_cost.cost) as cost,
        case
            when interactions.occurred_on >= cast($halfway as date) then 2
            when interactions.occurred_on >= cast($landmark as date) then 1
            when interactions.occurred_on >= cast($landmark as date) - 365
                then -1 - ((cast($landmark as date) - 1 - interactions.occurred_on) * 4) // 365
            else -5
        end as stretch
    from interactions
    semi join chosen on chosen.customer_key = interactions.customer_key
    left join price_factors() as factors on factors.month = cast(date_trunc('month', interactions.occurred_on) as date)
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = interactions.kind and unit_cost.channel = coalesce(interactions.channel, 'unknown')
    where interactions.occurred_on >= cast($landmark as date) - 730 and interactions.occurred_on < cast($until as date)
)
select
    customer_key,
    cast(stretch as bigint) as stretch,
    cast(count(*) filter (where kind = 'complaint') as bigint) as complaints,
    cast(count(*) filter (where kind <> 'complaint' and direction = 'in') as bigint) as reached,
    cast(count(*) filter (where kind <> 'complaint') as bigint) as contacts,
    cast(count(*) filter (where direction is not null) as bigint) as directed,
    cast(coalesce(sum(cost), 0) as double) as serving,
    cast(count(*) filter (where cost is null) as bigint) as unpriced
from placed
group by customer_key, stretch
order by customer_key, stretch
