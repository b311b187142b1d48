-- One row per chosen customer known for 180 days at $landmark whose acquisition cost is recorded: that cost, and net margin
-- after serving before $landmark and in [landmark, until), in the money of the price table's last month.
with chosen as (
    select chosen.customer_key, chosen.acquired_on, customers.acquisition_cost
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    join customers on customers.customer_key = chosen.customer_key
    where chosen.acquired_on <= cast($landmark as date) - 180 and customers.acquisition_cost > 0
),
bought as (
    select
        transactions.customer_key,
        transactions.ordered_on < cast($landmark as date) as is_before,
        sum((transactions.amount - coalesce(transactions.cost, 0)) * coalesce(factors.factor, 1)) as margin,
        count(distinct case when transactions.amount > 0 then transactions.order_id end) as orders
    from transactions
    semi join chosen on chosen.customer_key = transactions.customer_key
    left join price_factors() as factors on factors.month = cast(date_trunc('month', transactions.ordered_on) as date)
    where transactions.ordered_on < cast($until as date)
    group by transactions.customer_key, is_before
),
served as (
    select
        interactions.customer_key,
        interactions.occurred_on < cast($landmark as date) as is_before,
        sum(coalesce(interactions.cost * coalesce(factors.factor, 1), unit_cost.cost, 0)) as serving
    from interactions
    semi join chosen on chosen.customer_key = interactions.customer_key
    left join price_factors() as factors on factors.month = cast(date_trunc('month', interactions.occurred_on) as date)
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = interactions.kind and unit_cost.channel = coalesce(interactions.channel, 'unknown')
    where interactions.occurred_on < cast($until as date)
    group by interactions.customer_key, is_before
),
earned as (
    select customer_key, is_before, margin - orders * cost_of_one_order() as margin
    from bought
    union all
    select customer_key, is_before, -serving
    from served
)
select
    chosen.customer_key,
    cast(any_value(chosen.acquisition_cost * coalesce(factors.factor, 1)) as double) as acquisition_cost,
    cast(coalesce(sum(earned.margin) filter (where earned.is_before), 0) as double) as earned_before,
    cast(coalesce(sum(earned.margin) filter (where not earned.is_before), 0) as double) as earned_after
from chosen
left join earned on earned.customer_key = chosen.customer_key
left join price_factors() as factors on factors.month = cast(date_trunc('month', chosen.acquired_on) as date)
group by chosen.customer_key
order by chosen.customer_key
