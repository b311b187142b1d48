-- Sums from one day to another: whole months as the build summed them, months that a day cuts from their stored rows.

-- First day of the months that lie whole between two days; the day after the last one where both cut one month.
create or replace macro first_whole_month(first_day, last_day) as
    case
        when cast(first_day as date) = date_trunc('month', cast(first_day as date)) then cast(first_day as date)
        else least(cast(last_day as date), last_day(cast(first_day as date))) + 1
    end;

-- First day of the month in which those whole months are over.
create or replace macro month_after_whole(last_day) as cast(date_trunc('month', cast(last_day as date) + 1) as date);

create or replace macro is_in_whole_months(day, first_day, last_day) as
    day >= first_whole_month(first_day, last_day) and day < month_after_whole(last_day);

create or replace macro is_in_cut_months(day, first_day, last_day) as
    day between cast(first_day as date) and cast(last_day as date)
    and (day < first_whole_month(first_day, last_day) or day >= month_after_whole(last_day));

-- What customers bought, by month. Where both days cut the same month of two years, what is left of the two is one month.
create or replace macro bought_between(first_day, last_day) as table
    with order_days as (
        select
            customer_key,
            order_id,
            ordered_on,
            sum(amount) as amount,
            sum(case when amount > 0 then 1 else 0 end) as sold_lines,
            sum(cost) as known_cost,
            sum(case when cost is null then amount else 0 end) as uncosted_amount
        from transactions
        where is_in_cut_months(ordered_on, first_day, last_day)
        group by customer_key, order_id, ordered_on
    )
    select customer_key, month, orders, revenue, known_cost, uncosted_revenue, last_order_on
    from customer_month
    where is_in_whole_months(month, first_day, last_day)
    union all
    select
        customer_key,
        cast(date_trunc('month', max(ordered_on)) as date) as month,
        sum(case when sold_lines > 0 then 1 else 0 end) as orders,
        sum(amount) as revenue,
        coalesce(sum(known_cost), 0) as known_cost,
        sum(uncosted_amount) as uncosted_revenue,
        max(case when sold_lines > 0 then ordered_on end) as last_order_on
    from order_days
    group by customer_key, extract(month from ordered_on);

-- What serving customers cost, by month, kind and channel, at today's unit costs; months as above.
create or replace macro served_between(first_day, last_day) as table
    with contacts as (
        select customer_key, month, kind, channel, interactions, known_cost, uncosted_interactions
        from contact_month
        where is_in_whole_months(month, first_day, last_day)
        union all
        select
            customer_key,
            cast(date_trunc('month', max(occurred_on)) as date) as month,
            kind,
            coalesce(channel, 'unknown') as channel,
            count(*) as interactions,
            coalesce(sum(cost), 0) as known_cost,
            sum(case when cost is null then 1 else 0 end) as uncosted_interactions
        from interactions
        where is_in_cut_months(occurred_on, first_day, last_day)
        group by customer_key, extract(month from occurred_on), kind, coalesce(channel, 'unknown')
    )
    select
        contacts.customer_key,
        contacts.month,
        contacts.interactions,
        cost_of_contacts(contacts.known_cost, contacts.uncosted_interactions, unit_cost.cost) as contact_cost,
        case when unit_cost.cost is null then contacts.uncosted_interactions else 0 end as unpriced_interactions
    from contacts
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = contacts.kind and unit_cost.channel = contacts.channel;

-- Days on which a customer gave back all that it had bought on them, or more: they left nothing of a purchase.
create or replace macro undone_days(last_day) as table
    with returned_days as (
        select distinct customer_key, ordered_on
        from transactions
        where amount < 0 and ordered_on <= cast(last_day as date)
    )
    select transactions.customer_key, transactions.ordered_on
    from transactions
    join returned_days
        on returned_days.customer_key = transactions.customer_key
        and returned_days.ordered_on = transactions.ordered_on
    group by transactions.customer_key, transactions.ordered_on
    having sum(transactions.amount) <= 0;
