-- Who the customers are, and what they agreed to.
create table if not exists customer_keys (
    customer_key integer not null,
    customer_id varchar not null check (customer_id <> '')
);
comment on table customer_keys is 'one row per customer number that a load brought; the key joins, the number is kept as given';
comment on column customer_keys.customer_key is 'bookkeeping | number | no | surrogate that joins the facts';
comment on column customer_keys.customer_id is 'bookkeeping | code | yes | customer number as the company gives it';

create table if not exists customers (
    customer_key integer not null,
    name varchar,
    customer_type varchar not null default 'external' check (customer_type in ('external', 'internal')),
    sector varchar,
    region varchar,
    capacity varchar,
    acquired_at date,
    acquisition_channel varchar,
    acquisition_cost decimal(18, 4) check (acquisition_cost >= 0),
    referred_by varchar,
    birth_year smallint check (birth_year between 1850 and 2200),
    gender varchar,
    email varchar,
    phone varchar,
    consent_email boolean,
    consent_sms boolean,
    consent_call boolean,
    attributes varchar,
    load_id integer not null,
    row_number integer not null
);
comment on table customers is 'one row per customer that a customers sheet described';
comment on column customers.customer_key is 'bookkeeping | number | no | joins customer_keys';
comment on column customers.name is 'demographic | text | yes | name of the person or company';
comment on column customers.customer_type is 'demographic | external, internal | no | customers proper, or staff as internal customers';
comment on column customers.sector is 'demographic | text | no | line of business';
comment on column customers.region is 'demographic | text | no | region of the customer';
comment on column customers.capacity is 'demographic | text | no | size band of the customer';
comment on column customers.acquired_at is 'behavioural | date | no | day the customer was won; the first order stands in where empty';
comment on column customers.acquisition_channel is 'behavioural | text | no | way the customer was won';
comment on column customers.acquisition_cost is 'behavioural | money | no | cost of winning the customer';
comment on column customers.referred_by is 'behavioural | code | yes | number of the customer who recommended us';
comment on column customers.birth_year is 'demographic | year | yes | year of birth';
comment on column customers.gender is 'demographic | text | yes | gender as given';
comment on column customers.email is 'demographic | text | yes | e-mail address';
comment on column customers.phone is 'demographic | text | yes | telephone number';
comment on column customers.consent_email is 'attitudinal | yes or no | yes | agreed to e-mail';
comment on column customers.consent_sms is 'attitudinal | yes or no | yes | agreed to text messages';
comment on column customers.consent_call is 'attitudinal | yes or no | yes | agreed to calls';
comment on column customers.attributes is 'demographic | columns of the company''s own | yes | further columns that were kept, name and value (JSON object)';
comment on column customers.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column customers.row_number is 'bookkeeping | number | no | row in the file, heading included';
