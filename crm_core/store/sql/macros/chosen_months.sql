-- The months of those customers: from the cube, which is cut by the same four fields; by customer where attributes,
-- which the cube does not know, are chosen. The parameters are constants when the plan is made, so one side runs.
create or replace macro chosen_months(sectors, regions, capacities, tiers, attributes) as table
    select
        sector, region, capacity, tier, month, active_customers, returning_customers, orders, revenue, returned, known_cost,
        uncosted_revenue, discount
    from month_cube
    where len(attributes) = 0
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        chosen.sector,
        chosen.region,
        chosen.capacity,
        chosen.tier,
        customer_month.month,
        cast(customer_month.orders > 0 as bigint) as active_customers,
        cast(
            customer_month.orders > 0
            and cast(date_trunc('month', chosen.first_order_on) as date) < customer_month.month as bigint
        ) as returning_customers,
        customer_month.orders,
        customer_month.revenue,
        customer_month.returned,
        customer_month.known_cost,
        customer_month.uncosted_revenue,
        customer_month.discount
    from chosen_customers(sectors, regions, capacities, tiers, attributes) as chosen
    join customer_month on customer_month.customer_key = chosen.customer_key
    where len(attributes) > 0;

create or replace macro chosen_contacts(sectors, regions, capacities, tiers, attributes) as table
    select sector, region, capacity, tier, month, kind, channel, interactions, known_cost, uncosted_interactions
    from contact_cube
    where len(attributes) = 0
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        chosen.sector,
        chosen.region,
        chosen.capacity,
        chosen.tier,
        contact_month.month,
        contact_month.kind,
        contact_month.channel,
        contact_month.interactions,
        contact_month.known_cost,
        contact_month.uncosted_interactions
    from chosen_customers(sectors, regions, capacities, tiers, attributes) as chosen
    join contact_month on contact_month.customer_key = chosen.customer_key
    where len(attributes) > 0;

-- The answers that those customers gave to the score questions about our own brand; the latest of a period are those given in
-- it and superseded after it or never.
create or replace macro chosen_answers(sectors, regions, capacities, tiers, attributes) as table
    select *
    from answer_given
    where is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
        and has_attributes(attributes, customer_key);
