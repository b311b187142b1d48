-- One row per load, latest first, with the number of its findings.
with counted as (
    select
        load_id,
        sum(case when level = 'error' then 1 else 0 end) as errors,
        sum(case when level = 'warning' then 1 else 0 end) as warnings
    from findings
    group by load_id
)
select
    loads.load_id,
    loads.sheet,
    loads.file_name,
    loads.file_hash,
    loads.loaded_at,
    loads.loaded_by,
    loads.rows_read,
    loads.rows_accepted,
    loads.rows_refused,
    loads.rows_skipped,
    loads.rows_new,
    loads.rows_replaced,
    loads.rows_changed,
    loads.rows_removed,
    loads.rows_held,
    loads.part,
    loads.mode,
    loads.blank_cells,
    loads.orphans,
    loads.key_fields,
    loads.period_start,
    loads.period_end,
    cast(coalesce(counted.errors, 0) as bigint) as errors,
    cast(coalesce(counted.warnings, 0) as bigint) as warnings,
    loads.state,
    loads.undone_at,
    loads.understood,
    loads.understood ->> '$.personal.legal_basis' as legal_basis,
    loads.understood ->> '$.personal.source' as data_source
from loads
left join counted on counted.load_id = loads.load_id
order by loads.load_id desc
