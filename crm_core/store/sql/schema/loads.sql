-- What was loaded and from where, what was found wrong in it, and what undoing it needs.
create table if not exists loads (
    load_id integer primary key,
    sheet varchar not null check (sheet in ('customers', 'transactions', 'interactions', 'surveys', 'programmes', 'campaigns', 'prices')),
    file_name varchar not null,
    file_hash varchar not null,
    part varchar,
    loaded_at timestamp not null,
    loaded_by varchar,
    mode varchar not null check (mode in ('append', 'new', 'update', 'upsert', 'period', 'all')),
    blank_cells varchar not null check (blank_cells in ('keep', 'clear')),
    orphans varchar not null check (orphans in ('keep', 'quarantine', 'leave-out')),
    key_fields varchar not null,
    period_start date,
    period_end date check (period_end >= period_start),
    rows_read integer not null check (rows_read >= 0),
    rows_accepted integer not null check (rows_accepted >= 0),
    rows_refused integer not null check (rows_refused >= 0),
    rows_skipped integer not null check (rows_skipped >= 0),
    rows_new integer not null check (rows_new >= 0),
    rows_replaced integer not null check (rows_replaced >= 0),
    rows_changed integer not null check (rows_changed between 0 and rows_replaced),
    rows_removed integer not null check (rows_removed >= 0),
    rows_held integer not null check (rows_held >= 0),
    state varchar not null default 'committed' check (state in ('committed', 'undone')),
    undone_at timestamp,
    understood varchar not null default '{}',
    check (rows_accepted + rows_refused + rows_skipped <= rows_read)
);
comment on table loads is 'one row per load of one sheet of one part (tab, packed file) of one file, with how its rows met those that were there';

create table if not exists findings (
    load_id integer not null,
    level varchar not null check (level in ('error', 'warning', 'information')),
    row_number integer,
    field varchar,
    value varchar,
    rule varchar not null
);
comment on table findings is 'one row per finding of a load: refused rows (error) and rows kept with a word (warning)';

create table if not exists replaced_rows (
    load_id integer not null,
    sheet varchar not null,
    brought_by integer not null,
    row_image varchar not null
);
comment on table replaced_rows is 'one row per row that a load replaced or removed, as it was (JSON), so that undo can bring it back';

create table if not exists passed_over_rows (
    load_id integer not null,
    brought_by integer not null,
    row_count integer not null check (row_count > 0),
    examples varchar not null
);
comment on table passed_over_rows is 'one row per load that passed rows over because those of an earlier load stood there, and that earlier load; undo of the latter waits for the former';

create table if not exists quarantine (
    load_id integer not null,
    sheet varchar not null check (sheet in ('transactions', 'interactions', 'surveys', 'programmes')),
    row_number integer not null,
    customer_key integer not null,
    row_image varchar not null
);
comment on table quarantine is 'one row per row that waits, out of every figure, until a customers sheet describes its customer (JSON)';
