-- One row per kind and channel with the cost of one.
select kind, channel, cast(cost as double) as cost from unit_costs order by kind, channel
