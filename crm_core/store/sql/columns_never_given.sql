-- One row per column of a sheet's table that no file has brought so far, with what the schema says of it.
select column_name, column_comment as said
from information_schema.columns
where table_catalog = current_database()
    and table_schema = 'main'
    and table_name = $sheet
    and is_generated = 'ALWAYS'
