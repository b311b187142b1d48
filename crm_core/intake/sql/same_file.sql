-- The committed load of the same file and sheet, if there is one.
select load_id, loaded_at
from loads
where file_hash = $file_hash and sheet = $sheet and state = 'committed'
order by load_id desc
limit 1
