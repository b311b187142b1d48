-- What the company undertook: programmes with their members, campaigns with their spending.
create table if not exists programmes (
    customer_key integer not null,
    programme varchar not null,
    started_at date not null,
    ended_at date,
    assignment varchar not null default 'unknown' check (assignment in ('random', 'rule', 'self', 'unknown')),
    arm varchar,
    orientation varchar check (orientation in ('relational', 'transactional')),
    attributes varchar,
    load_id integer not null,
    row_number integer not null,
    check (ended_at >= started_at)
);
comment on table programmes is 'one row per membership of a customer in a programme';
comment on column programmes.customer_key is 'bookkeeping | number | no | joins customer_keys';
comment on column programmes.programme is 'behavioural | text | no | name of the programme';
comment on column programmes.started_at is 'behavioural | date | no | first day of membership';
comment on column programmes.ended_at is 'behavioural | date | no | last day of membership; empty is still a member';
comment on column programmes.assignment is 'bookkeeping | random, rule, self, unknown | no | how customers came into the programme';
comment on column programmes.arm is 'bookkeeping | text | no | arm of a trial';
comment on column programmes.orientation is 'behavioural | relational, transactional | no | declared way of managing its members';
comment on column programmes.attributes is 'demographic | columns of the company''s own | yes | further columns that were kept, name and value (JSON object)';
comment on column programmes.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column programmes.row_number is 'bookkeeping | number | no | row in the file, heading included';

create table if not exists campaigns (
    campaign varchar not null,
    period date not null,
    spend decimal(18, 4) not null check (spend >= 0),
    orientation varchar check (orientation in ('relational', 'transactional')),
    objective varchar check (objective in ('acquire', 'keep', 'grow', 'win back')),
    load_id integer not null,
    row_number integer not null
);
comment on table campaigns is 'one row per campaign and month of spending';
comment on column campaigns.campaign is 'behavioural | text | no | name of the campaign, as on the orders';
comment on column campaigns.period is 'behavioural | month | no | month of the spending';
comment on column campaigns.spend is 'behavioural | money of the workspace | no | money spent';
comment on column campaigns.orientation is 'behavioural | relational, transactional | no | aim of the campaign';
comment on column campaigns.objective is 'behavioural | acquire, keep, grow, win back | no | what the campaign is for';
comment on column campaigns.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column campaigns.row_number is 'bookkeeping | number | no | row in the file, heading included';
