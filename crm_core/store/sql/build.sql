-- The build that the rollups belong to.
select build_id, built_at, as_of from builds
