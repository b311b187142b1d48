-- One row: the load of that number.
select load_id, sheet, file_name, state from loads where load_id = $load_id
