-- One row per external customer with a purchase: its yearly history, by years that end with $until, counted back.
-- The year of the first purchase only wins the customer. A purchase is a day that left more than was given back on it.
with bought as (
    select distinct
        transactions.customer_key,
        cast(
            date_diff('month', date_trunc('month', transactions.ordered_on), date_trunc('month', cast($until as date))) // 12
            as integer
        ) as years_back
    from transactions
    join customer on customer.customer_key = transactions.customer_key
    anti join undone_days($until) as undone
        on undone.customer_key = transactions.customer_key and undone.ordered_on = transactions.ordered_on
    where transactions.amount > 0
        and transactions.ordered_on <= cast($until as date)
        and customer.customer_type = 'external'
),
histories as (
    select
        customer_key,
        max(years_back) as occasions,
        count(*) - 1 as purchases,
        max(years_back) - min(years_back) as last,
        min(years_back) = 0 as is_bought_last,
        min(case when years_back > 0 then years_back end) as back_before
    from bought
    group by customer_key
)
select
    customer_key,
    cast(occasions as integer) as occasions,
    cast(purchases as integer) as purchases,
    cast(last as integer) as last,
    is_bought_last,
    cast(occasions - coalesce(back_before, occasions) as integer) as last_before
from histories
order by customer_key
