-- The tiers before the load are compared and no longer needed.
drop table tiers_before
