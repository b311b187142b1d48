-- One row per mapping used before; the value is JSON.
select key, value
from settings
where starts_with(key, 'mapping.')
