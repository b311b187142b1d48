-- Take away a metric's target of one month.
delete from targets where metric = $metric and valid_from = $valid_from
