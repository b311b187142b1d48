-- One row per level, rule and field found in one load.
select
    level,
    rule,
    field,
    count(*) as findings,
    min(row_number) as first_row,
    min(case when row_number is null then value end) as told
from findings
where load_id = $load_id
group by level, rule, field
order by case level when 'error' then 0 when 'warning' then 1 else 2 end, count(*) desc, rule, field
