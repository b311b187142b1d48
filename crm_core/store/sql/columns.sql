-- One row per column of the workspace's tables, with its comment.
select
    table_name,
    column_name,
    data_type,
    is_nullable,
    comment
from duckdb_columns()
where not internal and schema_name = 'main'
order by table_oid, column_index
