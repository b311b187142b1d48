-- Empty the table of unit costs.
delete from unit_costs
