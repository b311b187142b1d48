-- Add a metric's target from a month on.
insert into targets (metric, valid_from, value) values ($metric, $valid_from, $value)
