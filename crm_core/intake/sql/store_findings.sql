-- Keep what was found in a load beside it.
insert into findings (load_id, level, row_number, field, value, rule)
select cast($load_id as integer), level, row_number, field, value, rule
from arriving_findings
