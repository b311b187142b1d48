-- Customer numbers that no row uses any more, kept and waiting ones included, are forgotten.
delete from customer_keys
where customer_key not in (
    select customer_key from customers
    union
    select customer_key from transactions
    union
    select customer_key from interactions
    union
    select customer_key from surveys
    union
    select customer_key from programmes
    union
    select customer_key from quarantine
    union
    select cast(json_extract_string(row_image, '$.customer_key') as integer)
    from replaced_rows
    where sheet not in ('campaigns', 'prices')
)
