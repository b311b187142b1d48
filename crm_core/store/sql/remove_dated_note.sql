-- Take away one dated note.
delete from dated_notes where note_id = $note_id
