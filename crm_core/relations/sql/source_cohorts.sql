-- One row per source of the kind $by: customers whose first order by it lies in [cohort_start, cohort_end), and what they did in
-- the 365 days after that day: who ordered again, net margin after serving (sum and sum of squares over customers).
with chosen as (
    select customer_key, acquisition_channel, first_order_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
orientations as (
    select campaign, case when count(distinct coalesce(orientation, '')) = 1 then min(orientation) end as orientation
    from campaigns
    group by campaign
),
factors as (
    select month, last_value(price_index) over (order by month rows between unbounded preceding and unbounded following)
        / price_index as factor
    from prices
),
handling as (
    select coalesce(max(cost), 0) as cost_of_one from unit_costs where kind = 'order'
),
answers as (
    select
        transactions.customer_key,
        coalesce(case $by
            when 'orientation' then case
                when transactions.campaign is not null then coalesce(orientations.orientation, 'unmarked')
            end
            when 'campaign' then transactions.campaign
            when 'channel' then transactions.channel
            else chosen.acquisition_channel
        end, '') as source,
        min(transactions.ordered_on) as began_on,
        max(case when transactions.ordered_on = chosen.first_order_on then 1 else 0 end) as is_new
    from transactions
    join chosen on chosen.customer_key = transactions.customer_key
    left join orientations on orientations.campaign = transactions.campaign
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
    left join factors on factors.month = cast(date_trunc('month', transactions.ordered_on) as date)
    group by answers.customer_key, answers.source
),
served as (
    select
        answers.customer_key,
        answers.source,
        sum(coalesce(interactions.cost * coalesce(factors.factor, 1), own_cost.cost, any_channel.cost, 0)) as serving
    from answers
    join interactions
        on interactions.customer_key = answers.customer_key
            and interactions.occurred_on > answers.began_on and interactions.occurred_on <= answers.began_on + 365
    left join factors on factors.month = cast(date_trunc('month', interactions.occurred_on) as date)
    left join unit_costs as own_cost
        on own_cost.kind = interactions.kind and own_cost.channel = coalesce(interactions.channel, 'unknown')
    left join unit_costs as any_channel
        on any_channel.kind = interactions.kind and any_channel.channel = 'unknown'
    group by answers.customer_key, answers.source
),
kept as (
    select
        answers.source,
        answers.is_new,
        coalesce(bought.orders, 0) > 0 as is_kept,
        cast(coalesce(bought.margin, 0) - coalesce(served.serving, 0)
            - coalesce(bought.orders, 0) * handling.cost_of_one as double) as net_margin
    from answers
    cross join handling
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
