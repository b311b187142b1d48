-- Add a dated note under the next number.
insert into dated_notes (note_id, day, text, measure, is_rebase)
select coalesce(max(note_id), 0) + 1, $day, $text, $measure, $is_rebase from dated_notes
