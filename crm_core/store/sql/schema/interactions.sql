-- When customers and the company met, and what became of it.
create table if not exists interactions (
    case_id varchar,
    customer_key integer not null,
    occurred_at timestamp not null,
    occurred_on date not null,
    stage varchar check (stage in ('pre-sale', 'sale', 'after-sale')),
    channel varchar check (channel in ('written', 'spoken', 'visual', 'face-to-face')),
    kind varchar not null check (kind in ('contact', 'complaint', 'service', 'promise')),
    direction varchar check (direction in ('in', 'out')),
    category varchar,
    department varchar,
    employee varchar,
    opened_at timestamp,
    first_response_at timestamp,
    promised_at timestamp,
    resolved_at timestamp,
    cost decimal(18, 4) check (cost >= 0),
    attributes varchar,
    load_id integer not null,
    row_number integer not null,
    check (resolved_at >= opened_at)
);
comment on table interactions is 'one row per contact, complaint, service or promise';
comment on column interactions.case_id is 'bookkeeping | code | no | case that the row belongs to';
comment on column interactions.customer_key is 'bookkeeping | number | no | joins customer_keys';
comment on column interactions.occurred_at is 'behavioural | timestamp, local, no zone | no | moment of the interaction';
comment on column interactions.occurred_on is 'behavioural | date | no | day of the interaction';
comment on column interactions.stage is 'behavioural | pre-sale, sale, after-sale | no | stage of the sale';
comment on column interactions.channel is 'behavioural | written, spoken, visual, face-to-face | no | way of communication';
comment on column interactions.kind is 'behavioural | contact, complaint, service, promise | no | what it was';
comment on column interactions.direction is 'behavioural | in, out | no | who began';
comment on column interactions.category is 'behavioural | text | no | subject or root cause';
comment on column interactions.department is 'behavioural | text | no | department that acted';
comment on column interactions.employee is 'behavioural | text | yes | employee who acted';
comment on column interactions.opened_at is 'behavioural | timestamp, local, no zone | no | case opened';
comment on column interactions.first_response_at is 'behavioural | timestamp, local, no zone | no | first answer given';
comment on column interactions.promised_at is 'behavioural | timestamp, local, no zone | no | moment a thing was promised for';
comment on column interactions.resolved_at is 'behavioural | timestamp, local, no zone | no | case solved or promise done';
comment on column interactions.cost is 'behavioural | money of the workspace | no | cost of the interaction; the unit-cost table stands in where empty';
comment on column interactions.attributes is 'demographic | columns of the company''s own | yes | further columns that were kept, name and value (JSON object)';
comment on column interactions.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column interactions.row_number is 'bookkeeping | number | no | row in the file, heading included';
