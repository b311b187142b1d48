-- What readers enter on the screen: targets, dated notes and unit costs.
create table if not exists targets (
    metric varchar not null,
    valid_from date not null,
    value double not null
);
comment on table targets is 'one row per target of a metric and the month from which it holds';
comment on column targets.metric is 'bookkeeping | name | no | metric of the catalogue';
comment on column targets.valid_from is 'bookkeeping | month | no | first month of the target';
comment on column targets.value is 'bookkeeping | unit of the metric | no | target value';

create table if not exists dated_notes (
    note_id integer primary key,
    day date not null,
    text varchar not null check (text <> ''),
    measure varchar check (measure in ('csat', 'nps', 'ces', 'complaints')),
    is_rebase boolean not null default false
);
comment on table dated_notes is 'one row per dated note that readers put on the charts of satisfaction';
comment on column dated_notes.note_id is 'bookkeeping | number | no | number of the note';
comment on column dated_notes.day is 'bookkeeping | date | no | day that the note speaks of';
comment on column dated_notes.text is 'bookkeeping | text | no | what happened';
comment on column dated_notes.measure is 'bookkeeping | csat, nps, ces, complaints | no | measure whose chart carries it; empty is all';
comment on column dated_notes.is_rebase is 'bookkeeping | yes or no | no | control limits are made anew from its month on';

create table if not exists unit_costs (
    kind varchar not null check (kind in ('contact', 'complaint', 'service', 'promise', 'order')),
    channel varchar not null check (channel in ('written', 'spoken', 'visual', 'face-to-face', 'unknown')),
    cost decimal(18, 4) not null check (cost >= 0),
    primary key (kind, channel)
);
comment on table unit_costs is 'one row per kind and channel: what one interaction costs where the data do not say; kind order, channel unknown is the handling of one order';
comment on column unit_costs.kind is 'bookkeeping | contact, complaint, service, promise, order | no | kind of interaction, or the handling of an order';
comment on column unit_costs.channel is 'bookkeeping | written, spoken, visual, face-to-face, unknown | no | way of communication';
comment on column unit_costs.cost is 'bookkeeping | money of the workspace | no | cost of one';
