-- What the value room derives in every build, read by the rollups and macros that follow it; empty until then, so that the
-- macros can be asked at once.
create table if not exists customer_tier (
    customer_key integer not null,
    tier varchar not null check (tier in ('mvc', 'mgc', 'migrator', 'bz', 'none'))
);
comment on table customer_tier is 'one row per customer: value tier as of the build, by the tier settings of the workspace';

create table if not exists value_terms (
    as_of date,
    cost_factor decimal(12, 6) not null,
    assumed_cost_share decimal(12, 6) not null
);
comment on table value_terms is 'one row: last day of the data, factor on costs to serve, and cost share where the cost of goods is unknown, as of the build';
