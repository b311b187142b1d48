-- Say beside the load how many customers stand in it for the first time.
insert into findings (load_id, level, row_number, field, value, rule)
values ($load_id, 'information', null, 'customer_id', $told, 'first_seen')
