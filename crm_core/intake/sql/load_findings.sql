-- One row per finding of one load that concerns a single row, in the order of the file.
select level, row_number, field, value, rule
from findings
where load_id = $load_id and row_number is not null
order by row_number, rule, field
limit $row_limit
