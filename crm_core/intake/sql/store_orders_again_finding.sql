-- Say beside the load how many of its orders stood in the workspace before it.
insert into findings (load_id, level, row_number, field, value, rule)
values ($load_id, 'warning', null, 'order_id', $told, 'orders_again')
