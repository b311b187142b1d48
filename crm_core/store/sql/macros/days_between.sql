-- Two days with the months that lie whole between them: from first_whole on, before after_whole; none where they cut one month.
create or replace macro reach_of_days(first_day, last_day) as table
    select
        cast(first_day as date) as begins,
        cast(last_day as date) as ends,
        case
            when cast(first_day as date) = date_trunc('month', cast(first_day as date)) then cast(first_day as date)
            else least(cast(last_day as date), last_day(cast(first_day as date))) + 1
        end as first_whole,
        cast(date_trunc('month', cast(last_day as date) + 1) as date) as after_whole;

-- What customers bought from one day to another, by month: whole months as the build summed them, months that a day cuts by
-- their order lines. Where both days cut the same month of two years, what is left of the two is one month.
create or replace macro bought_between(first_day, last_day) as table
    with reach as (
        select * from reach_of_days(first_day, last_day)
    ),
    cut_days as (
        select customer_key, order_id, ordered_on, amount, cost
        from transactions
        where ordered_on >= (select begins from reach) and ordered_on < (select first_whole from reach)
        union all
        select customer_key, order_id, ordered_on, amount, cost
        from transactions
        where ordered_on >= (select greatest(first_whole, after_whole) from reach) and ordered_on <= (select ends from reach)
    ),
    order_days as (
        select
            customer_key,
            order_id,
            ordered_on,
            sum(amount) as amount,
            sum(case when amount > 0 then 1 else 0 end) as sold_lines,
            sum(cost) as known_cost,
            sum(case when cost is null then amount else 0 end) as uncosted_amount
        from cut_days
        group by customer_key, order_id, ordered_on
    )
    select customer_key, month, orders, revenue, known_cost, uncosted_revenue, last_order_on
    from customer_month
    where month >= (select begins from reach) and month < (select after_whole from reach)
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

-- What serving customers cost from one day to another, by month, kind and channel, at today's unit costs; months as above.
create or replace macro served_between(first_day, last_day) as table
    with reach as (
        select * from reach_of_days(first_day, last_day)
    ),
    contacts as (
        select customer_key, month, kind, channel, interactions, known_cost, uncosted_interactions
        from contact_month
        where month >= (select begins from reach) and month < (select after_whole from reach)
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
        cross join reach
        where occurred_on between reach.begins and reach.ends
            and (occurred_on < reach.first_whole or occurred_on >= reach.after_whole)
        group by customer_key, extract(month from occurred_on), kind, coalesce(channel, 'unknown')
    )
    select
        contacts.customer_key,
        contacts.month,
        contacts.interactions,
        contacts.known_cost + contacts.uncosted_interactions * coalesce(own_cost.cost, any_channel.cost, 0) as contact_cost,
        case
            when coalesce(own_cost.cost, any_channel.cost) is null then contacts.uncosted_interactions else 0
        end as unpriced_interactions
    from contacts
    left join unit_costs as own_cost
        on own_cost.kind = contacts.kind and own_cost.channel = contacts.channel
    left join unit_costs as any_channel
        on any_channel.kind = contacts.kind and any_channel.channel = 'unknown';
