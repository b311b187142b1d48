-- Whether a row of these traits is of the segment that a reader chose; an empty list chooses all.
create or replace macro is_of_segment(sectors, regions, capacities, tiers, own_sector, own_region, own_capacity, own_tier) as
    (len(sectors) = 0 or list_contains(sectors, own_sector))
    and (len(regions) = 0 or list_contains(regions, own_region))
    and (len(capacities) = 0 or list_contains(capacities, own_capacity))
    and (len(tiers) = 0 or list_contains(tiers, own_tier));

-- The trait by which customers are parted into groups: tier, sector, region, capacity or channel; nothing for any other word.
create or replace macro trait_of(wanted, own_tier, own_sector, own_region, own_capacity, own_channel) as
    case wanted
        when 'tier' then own_tier
        when 'sector' then own_sector
        when 'region' then own_region
        when 'capacity' then own_capacity
        when 'channel' then own_channel
    end;

-- One row per external customer: all that is stored of it, with its tier.
create or replace macro external_customers() as table
    select customer.*, coalesce(customer_tier.tier, 'none') as tier
    from customer
    left join customer_tier on customer_tier.customer_key = customer.customer_key
    where customer.customer_type = 'external';

-- Whether a customer has the attributes that a reader chose, texts "name, unit separator, value": one of the values chosen under each
-- name must be the customer's; an empty list chooses all.
create or replace macro has_attributes(attributes, own_key) as
    len(attributes) = 0 or own_key in (
        select customer_attribute.customer_key
        from customer_attribute
        where list_contains(attributes, concat(customer_attribute.attribute, chr(31), customer_attribute.value))
        group by customer_attribute.customer_key
        having count(*) = len(list_distinct(list_transform(attributes, lambda chosen: split_part(chosen, chr(31), 1))))
    );

-- The customers a reader looks at. One place, with the two rules above, that says what the segment filter means.
create or replace macro chosen_customers(sectors, regions, capacities, tiers, attributes) as table
    select customer_key, customer_id, sector, region, capacity, acquisition_channel, acquired_on, first_order_on, tier
    from external_customers()
    where is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
        and has_attributes(attributes, customer_key);

-- One row per stored order line of those customers, as it is listed behind a figure.
create or replace macro chosen_order_lines(sectors, regions, capacities, tiers, attributes) as table
    select
        chosen.customer_id,
        transactions.ordered_on,
        transactions.order_id,
        transactions.product,
        transactions.category,
        transactions.quantity,
        transactions.amount,
        transactions.cost,
        transactions.load_id,
        transactions.row_number
    from transactions
    join chosen_customers(sectors, regions, capacities, tiers, attributes) as chosen
        on chosen.customer_key = transactions.customer_key;
