-- One row per external customer with a purchase up to the day $until: buying history then, and at the earlier day $cut.
-- A purchase is a day with an order line above zero, all of it together; amounts at the prices of $until where asked for.
with newest_index as (
    select max_by(price_index, month) as price_index from prices where month <= $until
),
price_levels as (
    select prices.month, cast(max(newest_index.price_index) / max(prices.price_index) as decimal(18, 9)) as factor
    from prices
    cross join newest_index
    where $at_constant_prices and prices.month <= $until
    group by prices.month
),
bought as (
    select customer_key, ordered_on, cast(sum(amount) as decimal(18, 4)) as amount
    from transactions
    where amount > 0 and ordered_on <= $until
    group by customer_key, ordered_on
),
purchases as (
    select
        bought.customer_key,
        bought.ordered_on,
        case
            when price_levels.factor is null then bought.amount
            else cast(bought.amount * price_levels.factor as decimal(18, 4))
        end as amount
    from bought
    left join price_levels on price_levels.month = date_trunc('month', bought.ordered_on)
),
histories as (
    select
        customer_key,
        min(ordered_on) as first_on,
        max(ordered_on) as last_on,
        count(*) - 1 as repeats,
        sum(amount) as spent,
        sum(amount) - arg_min(amount, ordered_on) as repeat_spent,
        max(ordered_on) filter (where ordered_on <= $cut) as last_before_cut,
        count(*) filter (where ordered_on <= $cut) - 1 as repeats_before_cut,
        sum(amount) filter (where ordered_on <= $cut) as spent_before_cut
    from purchases
    group by customer_key
)
select
    histories.customer_key,
    histories.repeats,
    cast(histories.last_on - histories.first_on as integer) as last_day,
    cast(cast($until as date) - histories.first_on as integer) as age,
    cast(histories.spent as double) as spent,
    cast(histories.repeat_spent as double) as repeat_spent,
    histories.repeats_before_cut,
    cast(coalesce(histories.last_before_cut - histories.first_on, -1) as integer) as last_day_before_cut,
    cast(coalesce(histories.spent_before_cut, 0) as double) as spent_before_cut
from histories
join customer on customer.customer_key = histories.customer_key
where customer.customer_type = 'external'
order by histories.customer_key
