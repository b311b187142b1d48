-- Propose a mapping no more.
delete from settings where key = $key
