-- Add one unit cost.
insert into unit_costs (kind, channel, cost) values ($kind, $channel, $cost)
