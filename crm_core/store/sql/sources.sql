-- How many loads the facts come from, and when the last one came.
select count(*) as loads, max(loaded_at) as last_loaded_at from loads where state = 'committed'
