-- One row per dated note, the earliest first.
select note_id, day, text, measure, is_rebase from dated_notes order by day, note_id
