-- One row per source of the kind $by: customers whose first order by it lies in [cohort_start, cohort_end), and what they did in
-- the 365 days after that day: who ordered again, net margin after serving (sum and sum of squares over customers).
with chosen as (
    select customer_key, acquisition_channel, first_order_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
answers as (
    select
        transactions.customer_key,
        source_of_order(
            $by, transactions.campaign, orientations.orientation, transactions.channel, chosen.acquisition_channel
        ) as source,
        min(transactions.ordered_on) as began_on,
        max(case when transactions.ordered_on = chosen.first_order_on then 1 else 0 end) as is_new
    from transactions
    join chosen on chosen.customer_key = transactions.customer_key
    left join campaign_orientations() as orientations on orientations.campaign = transactions.campaign
    where transactions.amount > 0
        and transactions.ordered_on >= cast($cohort_start as date)
        and transactions.ordered_on < cast($cohort_end as date)
        and ($by <> 'acquisition' or transactions.ordered_on = chosen.first_order_on)
    group by transactions.customer_key, source
),
bought as (
    select
        answers.customer_key,
        answers.source,
        count(distinct case when transactions.amount > 0 then transactions.order_id end) as orders,
        sum((transactions.amount - coalesce(transactions.cost, 0)) * coalesce(factors.factor, 1)) as margin
    from answers
    join transactions
        on transactions.customer_key = answers.customer_key
            and transactions.ordered_on > answers.began_on and transactions.ordered_on <= answers.began_on + 365
    left join price_factors() as factors on factors.month = cast(date_trunc('month', transactions.ordered_on) as date)
    group by answers.customer_key, answers.source
),
served as (
    select
        answers.customer_key,
        answers.source,
        sum(coalesce(interactions.cost * coalesce(factors.factor, 1), unit_cost.cost, 0)) as serving
    from answers
    join interactions
        on interactions.customer_key = answers.customer_key
            and interactions.occurred_on > answers.began_on and interactions.occurred_on <= answers.began_on + 365
    left join price_factors() as factors on factors.month = cast(date_trunc('month', interactions.occurred_on) as date)
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = interactions.kind and unit_cost.channel = coalesce(interactions.channel, 'unknown')
    group by answers.customer_key, answers.source
),
kept as (
    select
        answers.source,
        answers.is_new,
        coalesce(bought.orders, 0) > 0 as is_kept,
        cast(coalesce(bought.margin, 0) - coalesce(served.serving, 0)
            - coalesce(bought.orders, 0) * cost_of_one_order() as double) as net_margin
    from answers
    left join bought on bought.customer_key = answers.customer_key and bought.source = answers.source
    left join served on served.customer_key = answers.customer_key and served.source = answers.source
)
select
    source,
    count(*) as customers,
    count(*) filter (where is_kept) as kept,
    cast(sum(is_new) as bigint) as new_customers,
    count(*) filter (where is_kept and is_new = 1) as new_kept,
    sum(net_margin) as net_margin,
    sum(net_margin * net_margin) as net_margin_squares
from kept
group by source
order by source
