-- What a workspace says of itself: its settings, and the build that its rollups belong to.
create table if not exists settings (
    key varchar primary key,
    value varchar not null
);
comment on table settings is 'one row per setting of the workspace; values are JSON';

create table if not exists builds (
    build_id bigint not null check (build_id > 0),
    built_at timestamp not null,
    as_of date
);
comment on table builds is 'one row: the build that the rollups belong to';
