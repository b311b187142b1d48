-- The committed load of the same file and sheet, if there is one.
select load_id, loaded_at
from loads
where
    file_hash = $file_hash
    and sheet = $sheet
    and part is not distinct from cast($part as varchar)
    and state = 'committed'
order by load_id desc
limit 1
