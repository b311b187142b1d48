-- What customers bought and returned. No key is declared on facts (a primary key at ten million rows costs 5.6 CPU-seconds
-- and buys nothing); the load checks uniqueness instead, in the same transaction.
-- A column is generated (of nothing) until a file brings it: ten million cells of nothing cost as much to store as ten million days.
create table if not exists transactions (
    order_id varchar not null using compression zstd check (order_id <> ''),
    customer_key integer not null,
    ordered_at timestamp not null,
    ordered_on date not null,
    amount decimal(18, 4) not null,
    cost decimal(18, 4) generated always as (null),
    quantity decimal(18, 4) generated always as (null),
    product varchar generated always as (null),
    category varchar generated always as (null),
    channel varchar generated always as (null),
    campaign varchar generated always as (null),
    discount decimal(18, 4) generated always as (null),
    currency varchar generated always as (null),
    branch varchar generated always as (null),
    attributes varchar generated always as (null),
    load_id integer not null,
    row_number integer not null
);
comment on table transactions is 'one row per order line; returns and cancellations have a negative amount';
comment on column transactions.order_id is 'bookkeeping | code | no | order or invoice number as given';
comment on column transactions.customer_key is 'bookkeeping | number | no | joins customer_keys';
comment on column transactions.ordered_at is 'behavioural | timestamp, local, no zone | no | moment of the order';
comment on column transactions.ordered_on is 'behavioural | date | no | day of the order';
comment on column transactions.amount is 'behavioural | money of the workspace | no | net amount of the line; below zero is a return';
comment on column transactions.cost is 'behavioural | money of the workspace | no | cost of the goods; empty is unknown, not zero';
comment on column transactions.quantity is 'behavioural | pieces | no | quantity of the line';
comment on column transactions.product is 'behavioural | text | no | product';
comment on column transactions.category is 'behavioural | text | no | product category';
comment on column transactions.channel is 'behavioural | text | no | sales channel';
comment on column transactions.campaign is 'behavioural | text | no | campaign that the order answers';
comment on column transactions.discount is 'behavioural | money of the workspace | no | discount given on the line';
comment on column transactions.currency is 'bookkeeping | ISO code | no | currency as given; must be the workspace''s';
comment on column transactions.branch is 'behavioural | text | no | branch that sold';
comment on column transactions.attributes is 'demographic | columns of the company''s own | yes | further columns that were kept, name and value (JSON object)';
comment on column transactions.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column transactions.row_number is 'bookkeeping | number | no | row in the file, heading included';
