-- What customers were asked and what they answered.
create table if not exists surveys (
    customer_key integer not null,
    answered_at timestamp,
    answered_on date,
    invited_at timestamp,
    kind varchar not null check (kind in ('nps', 'csat', 'ces', 'attribute')),
    attribute varchar,
    score decimal(8, 2),
    scale_min decimal(8, 2),
    scale_max decimal(8, 2),
    higher_is_better boolean not null default true,
    brand varchar,
    comment varchar,
    attributes varchar,
    load_id integer not null,
    row_number integer not null,
    check ((score is null) = (answered_on is null)),
    check (answered_on is not null or invited_at is not null),
    check (score is null or (scale_min is not null and scale_max is not null and scale_max > scale_min)),
    check (score between scale_min and scale_max),
    check (kind <> 'attribute' or attribute is not null)
);
comment on table surveys is 'one row per answer to one question; an invitation without answer has no score';
comment on column surveys.customer_key is 'bookkeeping | number | no | joins customer_keys';
comment on column surveys.answered_at is 'attitudinal | timestamp, local, no zone | no | moment of the answer';
comment on column surveys.answered_on is 'attitudinal | date | no | day of the answer; empty for an invitation without answer';
comment on column surveys.invited_at is 'attitudinal | timestamp, local, no zone | no | moment of the invitation';
comment on column surveys.kind is 'attitudinal | nps, csat, ces, attribute | no | question asked';
comment on column surveys.attribute is 'attitudinal | text | no | expectation that was rated';
comment on column surveys.score is 'attitudinal | points on the scale | no | answer as given';
comment on column surveys.scale_min is 'attitudinal | points | no | lowest answer possible';
comment on column surveys.scale_max is 'attitudinal | points | no | highest answer possible';
comment on column surveys.higher_is_better is 'attitudinal | yes or no | no | direction of the scale';
comment on column surveys.brand is 'attitudinal | text | no | brand rated; empty is our own';
comment on column surveys.comment is 'attitudinal | text | yes | comment in the customer''s words';
comment on column surveys.attributes is 'demographic | columns of the company''s own | yes | further columns that were kept, name and value (JSON object)';
comment on column surveys.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column surveys.row_number is 'bookkeeping | number | no | row in the file, heading included';
