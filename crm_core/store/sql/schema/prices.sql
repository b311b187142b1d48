-- What money was worth: the index that makes the amounts of different months comparable.
create table if not exists prices (
    month date not null,
    price_index decimal(18, 6) not null check (price_index > 0),
    load_id integer not null,
    row_number integer not null
);
comment on table prices is 'one row per month of the consumer price index';
comment on column prices.month is 'behavioural | month | no | month of the index';
comment on column prices.price_index is 'behavioural | index | no | consumer price index';
comment on column prices.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column prices.row_number is 'bookkeeping | number | no | row in the file, heading included';
