-- Put one load on record.
insert into loads (
    load_id, sheet, file_name, file_hash, part, loaded_at, loaded_by,
    mode, blank_cells, orphans, key_fields, period_start, period_end,
    rows_read, rows_accepted, rows_refused, rows_skipped,
    rows_new, rows_replaced, rows_changed, rows_removed, rows_held, understood
)
values (
    $load_id, $sheet, $file_name, $file_hash, $part, $loaded_at, $loaded_by,
    $mode, $blank_cells, $orphans, $key_fields, $period_start, $period_end,
    $rows_read, $rows_accepted, $rows_refused, $rows_skipped,
    $rows_new, $rows_replaced, $rows_changed, $rows_removed, $rows_held, $understood
)
