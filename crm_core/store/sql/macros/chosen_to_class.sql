-- The customers whose class is asked for. Where only classes are wanted, all who may have one: those with so many interactions in the
-- days from first_day up to day_after, and members of a programme that says how they are managed; 0 interactions mean everybody.
create or replace macro chosen_to_class(
    sectors, regions, capacities, tiers, attributes, first_day, day_after, fewest_interactions
) as table
    select *
    from chosen_customers(sectors, regions, capacities, tiers, attributes)
    where fewest_interactions = 0 or customer_key in (
        select customer_key
        from interactions
        where occurred_on >= cast(first_day as date) and occurred_on < cast(day_after as date)
        group by customer_key
        having count(*) >= fewest_interactions
        union
        select customer_key from programmes where orientation is not null
    );
