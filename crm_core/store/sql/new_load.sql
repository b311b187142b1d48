-- Put one load on record.
insert into loads (
    load_id, sheet, file_name, file_hash, loaded_at, rows_read, rows_accepted, rows_refused, rows_replaced, understood
)
values (
    $load_id, $sheet, $file_name, $file_hash, $loaded_at,
    $rows_read, $rows_accepted, $rows_refused, $rows_replaced, $understood
)
