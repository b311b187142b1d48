-- One row per kind of yearly history of the chosen customers: years that end with $until, counted back; the year of the
-- first purchase only wins the customer. A purchase is a day with an order line above zero.
with bought as (
    select distinct
        transactions.customer_key,
        cast(
            date_diff('month', date_trunc('month', transactions.ordered_on), date_trunc('month', cast($until as date))) // 12
            as integer
        ) as years_back
    from transactions
    join customer on customer.customer_key = transactions.customer_key
    where transactions.amount > 0
        and transactions.ordered_on <= cast($until as date)
        and customer.customer_type = 'external'
),
histories as (
    select customer_key, max(years_back) as occasions, count(*) - 1 as purchases, max(years_back) - min(years_back) as last
    from bought
    group by customer_key
),
held_out as (
    select customer_key, min(years_back) = 0 as is_bought_last, min(case when years_back > 0 then years_back end) as back_before
    from bought
    group by customer_key
)
select
    histories.occasions,
    histories.purchases,
    histories.last,
    held_out.is_bought_last,
    histories.occasions - coalesce(held_out.back_before, histories.occasions) as last_before,
    count(*) as customers
from histories
join held_out on held_out.customer_key = histories.customer_key
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = histories.customer_key
group by all
order by all
