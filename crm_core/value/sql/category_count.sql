-- One row: how many categories the order lines carry.
select count(distinct category) as categories from transactions
