-- The target of one metric that holds on a day: the one that began last.
select value from targets where metric = $metric and valid_from <= $end order by valid_from desc limit 1
