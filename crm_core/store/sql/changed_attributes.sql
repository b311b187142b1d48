-- One row per attribute that a load changes, with the rows that it changes in the temporary table settled of a merge.
with differing as (
    select rowid as place, coalesce(old_attributes, '{}') as before, coalesce(attributes, '{}') as after
    from settled
    where old_load_id is not null and attributes is distinct from old_attributes
),
before as (
    select place, kept.key as attribute, json_extract_string(kept.value, '$') as value
    from differing, json_each(differing.before) as kept
),
after as (
    select place, kept.key as attribute, json_extract_string(kept.value, '$') as value
    from differing, json_each(differing.after) as kept
)
select attribute, count(*) as changed_rows
from before
full join after using (place, attribute)
where before.value is distinct from after.value
group by attribute
order by changed_rows desc, attribute
