-- The same customers by what they began with: one row each of those with a first order.
create or replace macro chosen_journeys(sectors, regions, capacities, tiers, attributes) as table
    select *
    from customer_journey
    where len(attributes) = 0
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select customer_journey.*
    from chosen_customers(sectors, regions, capacities, tiers, attributes) as chosen
    join customer_journey on customer_journey.customer_key = chosen.customer_key
    where len(attributes) > 0;

-- Their months of life in one grouping: from the cube, or by customer where attributes are chosen.
create or replace macro chosen_cohorts(grouping_wanted, sectors, regions, capacities, tiers, attributes) as table
    select
        sector, region, capacity, tier, member, cohort, months_since, active, came_again, revenue, uncosted_revenue,
        interactions, margin, revenue_square, margin_square, margin_of_costed, costed, cost, profitable_12, paid
    from cohort_cube
    where len(attributes) = 0
        and grouping_code = grouping_wanted
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        chosen.sector,
        chosen.region,
        chosen.capacity,
        chosen.tier,
        case grouping_wanted
            when 'channel' then chosen.acquisition_channel
            when 'product' then chosen.began_with
            when 'category' then chosen.first_category
            else ''
        end as member,
        chosen.cohort,
        customer_life.months_since,
        cast(customer_life.orders > 0 as bigint) as active,
        cast(is_second_purchase(customer_life.orders, customer_life.months_since, chosen.second_age) as bigint) as came_again,
        customer_life.revenue,
        customer_life.uncosted_revenue,
        customer_life.interactions,
        customer_life.margin,
        square_of(customer_life.revenue) as revenue_square,
        growth_of_square(customer_life.margin_so_far, customer_life.margin) as margin_square,
        case when chosen.acquisition_cost is not null then customer_life.margin else 0 end as margin_of_costed,
        cast(
            is_first_month(customer_life.orders, customer_life.months_since) and chosen.acquisition_cost is not null as bigint
        ) as costed,
        case when is_first_month(customer_life.orders, customer_life.months_since) then chosen.acquisition_cost end as cost,
        cast(
            is_first_month(customer_life.orders, customer_life.months_since)
            and chosen.margin_12 >= chosen.acquisition_cost as bigint
        ) as profitable_12,
        cast(is_payback(customer_life.orders, customer_life.months_since, chosen.payback_age) as bigint) as paid
    from chosen_journeys(sectors, regions, capacities, tiers, attributes) as chosen
    join customer_life on customer_life.customer_key = chosen.customer_key
    where len(attributes) > 0;

-- Their days between purchases.
create or replace macro chosen_gaps(sectors, regions, capacities, tiers, attributes) as table
    select sector, region, capacity, tier, month, is_first, days, is_open, gaps
    from gap_cube
    where len(attributes) = 0
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        chosen.sector,
        chosen.region,
        chosen.capacity,
        chosen.tier,
        cast(date_trunc('month', purchase_gap.from_on) as date) as month,
        purchase_gap.is_first,
        cast(coalesce(purchase_gap.days, terms.as_of - purchase_gap.from_on) as integer) as days,
        purchase_gap.days is null as is_open,
        1 as gaps
    from chosen_journeys(sectors, regions, capacities, tiers, attributes) as chosen
    join purchase_gap on purchase_gap.customer_key = chosen.customer_key
    cross join (select max(as_of) as as_of from value_terms) as terms
    where len(attributes) > 0;
