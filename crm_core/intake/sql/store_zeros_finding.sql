-- Say beside the load how many customers' numbers are those of stored ones but for zeros before them.
insert into findings (load_id, level, row_number, field, value, rule)
values ($load_id, 'warning', null, 'customer_id', $told, 'stored_but_for_zeros')
