-- One row: the chosen customers of the 365 days to $end and of the 365 days before them: who was active, kept and won, what they
-- brought and cost in the money of the price table's last month, with the sums of squares that intervals are made of.
with chosen as (
    select customer_key, first_order_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
months as (
    select
        date_trunc('month', cast($end as date)) - interval 11 month as from_month,
        date_trunc('month', cast($end as date)) - interval 23 month as before_month,
        date_trunc('month', cast($end as date)) as to_month
),
terms as (
    select coalesce(max(assumed_cost_share), 0) as assumed_cost_share from value_terms
),
bought as (
    select
        customer_month.customer_key,
        sum(case when customer_month.month >= months.from_month then customer_month.orders else 0 end) as orders,
        sum(case when customer_month.month < months.from_month then customer_month.orders else 0 end) as orders_before,
        sum(case when customer_month.month >= months.from_month then
            (customer_month.revenue - customer_month.known_cost - terms.assumed_cost_share * customer_month.uncosted_revenue)
            * coalesce(factors.factor, 1) else 0 end) as gross,
        sum(case when customer_month.month >= months.from_month then
            customer_month.revenue * coalesce(factors.factor, 1) else 0 end) as revenue,
        sum(case when customer_month.month >= months.from_month and terms.assumed_cost_share = 0 then
            customer_month.uncosted_revenue else 0 end) as uncosted
    from customer_month
    join chosen on chosen.customer_key = customer_month.customer_key
    cross join months
    cross join terms
    left join price_factors() as factors on factors.month = customer_month.month
    where customer_month.month between months.before_month and months.to_month
    group by customer_month.customer_key
),
served as (
    select
        contact_month.customer_key,
        sum(cost_of_contacts(
            contact_month.known_cost * coalesce(factors.factor, 1), contact_month.uncosted_interactions, unit_cost.cost
        )) as serving
    from contact_month
    join chosen on chosen.customer_key = contact_month.customer_key
    cross join months
    left join price_factors() as factors on factors.month = contact_month.month
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = contact_month.kind and unit_cost.channel = contact_month.channel
    where contact_month.month between months.from_month and months.to_month
    group by contact_month.customer_key
),
lived as (
    select
        bought.orders > 0 as is_active,
        bought.orders_before > 0 as was_active,
        cast(date_trunc('month', chosen.first_order_on) as date) >= months.from_month as is_won,
        cast(bought.gross as double) as gross,
        cast(bought.revenue as double) as revenue,
        cast(bought.uncosted as double) as uncosted,
        cast(coalesce(served.serving, 0) + bought.orders * cost_of_one_order() as double) as serving,
        cast(customers.acquisition_cost * coalesce(factors.factor, 1) as double) as winning
    from bought
    join chosen on chosen.customer_key = bought.customer_key
    cross join months
    left join served on served.customer_key = bought.customer_key
    left join customers on customers.customer_key = bought.customer_key
    left join price_factors() as factors on factors.month = cast(date_trunc('month', chosen.first_order_on) as date)
)
select
    count(*) filter (where is_active) as active,
    count(*) filter (where was_active) as active_before,
    count(*) filter (where is_active and was_active) as kept,
    count(*) filter (where is_active and is_won) as won,
    count(winning) filter (where is_active and is_won) as costed,
    coalesce(sum(gross) filter (where is_active), 0) as gross,
    coalesce(sum(gross * gross) filter (where is_active), 0) as gross_squares,
    coalesce(sum(revenue) filter (where is_active), 0) as revenue,
    coalesce(sum(uncosted) filter (where is_active), 0) as uncosted,
    coalesce(sum(serving) filter (where is_active), 0) as serving,
    coalesce(sum(serving * serving) filter (where is_active), 0) as serving_squares,
    coalesce(sum(winning) filter (where is_active and is_won), 0) as winning,
    coalesce(sum(winning * winning) filter (where is_active and is_won), 0) as winning_squares
from lived
