-- One row: sales of external customers in the twelve months up to $until, and what is known of their costs.
-- returned_at_once: what was given back on the day on which it was bought, which lifetime value takes off the purchase itself.
with returned_days as (
    select distinct customer_key, ordered_on
    from transactions
    where amount < 0
        and date_trunc('month', ordered_on) > cast($until as date) - interval 12 month
        and date_trunc('month', ordered_on) <= $until
),
days_left as (
    select
        sum(case when transactions.amount > 0 then transactions.amount else 0 end) as bought,
        sum(transactions.amount) as kept
    from transactions
    join returned_days
        on returned_days.customer_key = transactions.customer_key
        and returned_days.ordered_on = transactions.ordered_on
    join customer on customer.customer_key = transactions.customer_key
    where customer.customer_type = 'external'
    group by transactions.customer_key, transactions.ordered_on
),
netted as (
    select sum(bought - greatest(kept, 0)) as returned_at_once from days_left
),
bought as (
    select
        sum(customer_month.revenue) as revenue,
        sum(customer_month.returned) as returned,
        sum(customer_month.known_cost) as known_cost,
        sum(customer_month.uncosted_revenue) as uncosted_revenue,
        sum(customer_month.orders) as orders
    from customer_month
    join customer on customer.customer_key = customer_month.customer_key
    where customer.customer_type = 'external'
        and customer_month.month > cast($until as date) - interval 12 month
        and customer_month.month <= $until
),
contacted as (
    select
        sum(contact_month.interactions) as interactions,
        sum(
            cost_of_contacts(contact_month.known_cost, contact_month.uncosted_interactions, unit_cost.cost)
        ) as contact_cost,
        sum(
            case when unit_cost.cost is null then contact_month.uncosted_interactions else 0 end
        ) as unpriced_interactions
    from contact_month
    join customer on customer.customer_key = contact_month.customer_key
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = contact_month.kind and unit_cost.channel = contact_month.channel
    where customer.customer_type = 'external'
        and contact_month.month > cast($until as date) - interval 12 month
        and contact_month.month <= $until
)
select
    cast(coalesce(bought.revenue, 0) as double) as revenue,
    cast(coalesce(bought.returned, 0) as double) as returned,
    cast(coalesce(netted.returned_at_once, 0) as double) as returned_at_once,
    cast(coalesce(bought.known_cost, 0) as double) as known_cost,
    cast(coalesce(bought.uncosted_revenue, 0) as double) as uncosted_revenue,
    cast(coalesce(contacted.interactions, 0) as bigint) as interactions,
    cast(coalesce(contacted.contact_cost, 0) as double) as contact_cost,
    cast(coalesce(contacted.unpriced_interactions, 0) as bigint) as unpriced_interactions,
    cast(coalesce(bought.orders, 0) * cost_of_one_order() as double) as handling_cost
from bought
cross join netted
cross join contacted
