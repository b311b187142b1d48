-- One row per setting.
select key, value from settings order by key
