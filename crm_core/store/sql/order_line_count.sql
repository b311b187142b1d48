-- One row: how many order lines there are.
select count(*) as lines from transactions
