-- Say beside the load how many of its rows wait in quarantine.
insert into findings (load_id, level, row_number, field, value, rule)
values ($load_id, 'information', null, 'customer_id', $told, 'held')
