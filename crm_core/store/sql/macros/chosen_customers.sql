-- Whether a row of these traits is of the segment that a reader chose; an empty list chooses all.
create or replace macro is_of_segment(sectors, regions, capacities, tiers, own_sector, own_region, own_capacity, own_tier) as
    (len(sectors) = 0 or list_contains(sectors, own_sector))
    and (len(regions) = 0 or list_contains(regions, own_region))
    and (len(capacities) = 0 or list_contains(capacities, own_capacity))
    and (len(tiers) = 0 or list_contains(tiers, own_tier));

-- The customers a reader looks at. One place that says what the segment filter means. Attributes are texts
-- "name, unit separator, value": one of the values chosen under each name must be the customer's.
create or replace macro chosen_customers(sectors, regions, capacities, tiers, attributes) as table
    select
        customer.customer_key,
        customer.customer_id,
        customer.sector,
        customer.region,
        customer.capacity,
        customer.acquisition_channel,
        customer.acquired_on,
        customer.first_order_on,
        coalesce(customer_tier.tier, 'none') as tier
    from customer
    left join customer_tier on customer_tier.customer_key = customer.customer_key
    where customer.customer_type = 'external'
        and is_of_segment(
            sectors, regions, capacities, tiers,
            customer.sector, customer.region, customer.capacity, coalesce(customer_tier.tier, 'none')
        )
        and (len(attributes) = 0 or customer.customer_key in (
            select customer_attribute.customer_key
            from customer_attribute
            where list_contains(attributes, concat(customer_attribute.attribute, chr(31), customer_attribute.value))
            group by customer_attribute.customer_key
            having count(*) = len(list_distinct(list_transform(attributes, lambda chosen: split_part(chosen, chr(31), 1))))
        ));
