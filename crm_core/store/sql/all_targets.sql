-- One row per target: metric, first month and value, in the order of both.
select metric, valid_from, value from targets order by metric, valid_from
