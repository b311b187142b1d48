-- One row per sheet: rows that the workspace holds of it.
select 'customers' as sheet, count(*) as stored_rows from customers
union all
select 'transactions' as sheet, count(*) as stored_rows from transactions
union all
select 'interactions' as sheet, count(*) as stored_rows from interactions
union all
select 'surveys' as sheet, count(*) as stored_rows from surveys
union all
select 'programmes' as sheet, count(*) as stored_rows from programmes
union all
select 'campaigns' as sheet, count(*) as stored_rows from campaigns
union all
select 'prices' as sheet, count(*) as stored_rows from prices
