-- One row per order line above zero of an external customer up to the day $until: who, when, how much.
-- Amounts at the prices of $until where asked for. All of one customer and day is one purchase; the purchases are counted
-- outside, by one sort of (customer, day), which takes a third of the time of grouping ten million rows here. $part of
-- $parts of the customers, so that memory stays bounded.
with newest_index as (
    select max_by(price_index, month) as price_index from prices where month <= $until
),
price_levels as (
    select prices.month, cast(max(newest_index.price_index) / max(prices.price_index) as decimal(18, 9)) as factor
    from prices
    cross join newest_index
    where $at_constant_prices and prices.month <= $until
    group by prices.month
)
select
    transactions.customer_key,
    cast(transactions.ordered_on - date '1970-01-01' as integer) as day_number,
    cast(
        case
            when price_levels.factor is null then transactions.amount
            else cast(transactions.amount * price_levels.factor as decimal(18, 4))
        end as double
    ) as amount
from transactions
left join price_levels on price_levels.month = date_trunc('month', transactions.ordered_on)
where transactions.amount > 0
    and transactions.ordered_on <= $until
    and ($parts = 1 or transactions.customer_key % $parts = $part)
    and transactions.customer_key not in (select customer_key from customer where customer_type <> 'external')
