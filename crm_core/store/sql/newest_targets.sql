-- One row per metric: its newest target.
select metric, max(valid_from) as valid_from, arg_max(value, valid_from) as value from targets group by metric order by metric
