-- A load that was taken back stays on record.
update loads set state = 'undone', undone_at = $undone_at where load_id = $load_id
