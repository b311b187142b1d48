-- What contacts cost: what the data say, and for those of whom they do not, what one of their kind costs; nothing where nobody knows.
create or replace macro cost_of_contacts(known_cost, uncosted_interactions, unit_cost) as
    known_cost + uncosted_interactions * coalesce(unit_cost, 0);
