-- The workspace's tables. Comments are "kind | unit | personal | meaning"; together they are the data dictionary.
-- Kinds: behavioural, demographic, attitudinal, bookkeeping. No key is declared on facts (a primary key at ten million
-- rows costs 5.6 CPU-seconds and buys nothing); the load checks uniqueness instead, in the same transaction.

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

create table if not exists transactions (
    order_id varchar not null using compression zstd check (order_id <> ''),
    customer_key integer not null,
    ordered_at timestamp not null,
    ordered_on date not null,
    amount decimal(18, 4) not null,
    cost decimal(18, 4),
    quantity decimal(18, 4),
    product varchar,
    category varchar,
    channel varchar,
    campaign varchar,
    discount decimal(18, 4),
    currency varchar,
    branch varchar,
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
comment on column transactions.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column transactions.row_number is 'bookkeeping | number | no | row in the file, heading included';

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
comment on column interactions.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column interactions.row_number is 'bookkeeping | number | no | row in the file, heading included';

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
comment on column surveys.load_id is 'bookkeeping | number | no | load that the row came with';
comment on column surveys.row_number is 'bookkeeping | number | no | row in the file, heading included';

create table if not exists programmes (
    customer_key integer not null,
    programme varchar not null,
    started_at date not null,
    ended_at date,
    assignment varchar not null default 'unknown' check (assignment in ('random', 'rule', 'self', 'unknown')),
    arm varchar,
    orientation varchar check (orientation in ('relational', 'transactional')),
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

-- Written by the value room in every build; empty until then, so that the views below can be asked at once.
create table if not exists customer_tier (
    customer_key integer not null,
    tier varchar not null check (tier in ('mvc', 'mgc', 'migrator', 'bz', 'none'))
);
comment on table customer_tier is 'one row per customer: value tier as of the build, by the tier settings of the workspace';

-- Written by the value room in every build, read by the rollups that follow it.
create table if not exists value_terms (
    as_of date,
    cost_factor decimal(12, 6) not null,
    assumed_cost_share decimal(12, 6) not null
);
comment on table value_terms is 'one row: last day of the data, factor on costs to serve, and cost share where the cost of goods is unknown, as of the build';

-- Macro: whether a row of these traits is of the segment that a reader chose; an empty list chooses all.
create or replace macro is_of_segment(sectors, regions, capacities, tiers, own_sector, own_region, own_capacity, own_tier) as
    (len(sectors) = 0 or list_contains(sectors, own_sector))
    and (len(regions) = 0 or list_contains(regions, own_region))
    and (len(capacities) = 0 or list_contains(capacities, own_capacity))
    and (len(tiers) = 0 or list_contains(tiers, own_tier));

-- The customers a reader looks at. One place that says what the segment filter means. Attributes are texts
-- "name, unit separator, value": one of the values chosen under each name must be the customer's.
create or replace macro chosen_customers(sectors, regions, capacities, tiers, attributes) as table
    select
        customer.customer_key,
        customer.customer_id,
        customer.sector,
        customer.region,
        customer.capacity,
        customer.acquisition_channel,
        customer.acquired_on,
        customer.first_order_on,
        coalesce(customer_tier.tier, 'none') as tier
    from customer
    left join customer_tier on customer_tier.customer_key = customer.customer_key
    where customer.customer_type = 'external'
        and is_of_segment(
            sectors, regions, capacities, tiers,
            customer.sector, customer.region, customer.capacity, coalesce(customer_tier.tier, 'none')
        )
        and (len(attributes) = 0 or customer.customer_key in (
            select customer_attribute.customer_key
            from customer_attribute
            where list_contains(attributes, concat(customer_attribute.attribute, chr(31), customer_attribute.value))
            group by customer_attribute.customer_key
            having count(*) = len(list_distinct(list_transform(attributes, lambda chosen: split_part(chosen, chr(31), 1))))
        ));

-- The months of those customers: from the cube, which is cut by the same four fields; by customer where attributes,
-- which the cube does not know, are chosen. The parameters are constants when the plan is made, so one side runs.
create or replace macro chosen_months(sectors, regions, capacities, tiers, attributes) as table
    select
        month, active_customers, returning_customers, orders, revenue, returned, known_cost, uncosted_revenue, discount
    from month_cube
    where len(attributes) = 0
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        customer_month.month,
        cast(customer_month.orders > 0 as bigint) as active_customers,
        cast(
            customer_month.orders > 0
            and cast(date_trunc('month', chosen.first_order_on) as date) < customer_month.month as bigint
        ) as returning_customers,
        customer_month.orders,
        customer_month.revenue,
        customer_month.returned,
        customer_month.known_cost,
        customer_month.uncosted_revenue,
        customer_month.discount
    from chosen_customers(sectors, regions, capacities, tiers, attributes) as chosen
    join customer_month on customer_month.customer_key = chosen.customer_key
    where len(attributes) > 0;

create or replace macro chosen_contacts(sectors, regions, capacities, tiers, attributes) as table
    select month, kind, channel, interactions, known_cost, uncosted_interactions
    from contact_cube
    where len(attributes) = 0
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        contact_month.month,
        contact_month.kind,
        contact_month.channel,
        contact_month.interactions,
        contact_month.known_cost,
        contact_month.uncosted_interactions
    from chosen_customers(sectors, regions, capacities, tiers, attributes) as chosen
    join contact_month on contact_month.customer_key = chosen.customer_key
    where len(attributes) > 0;

-- The answers that those customers gave to the score questions about our own brand; the latest of a period are those given in
-- it and superseded after it or never.
create or replace macro chosen_answers(sectors, regions, capacities, tiers, attributes) as table
    select *
    from answer_given
    where is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
        and (len(attributes) = 0 or customer_key in (
            select customer_key from chosen_customers(sectors, regions, capacities, tiers, attributes)
        ));

-- The same customers by what they began with: one row each of those with a first order.
create or replace macro chosen_journeys(sectors, regions, capacities, tiers, attributes) as table
    select *
    from customer_journey
    where is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
        and (len(attributes) = 0 or customer_key in (
            select customer_key from chosen_customers(sectors, regions, capacities, tiers, attributes)
        ));

-- Their months of life in one grouping: from the cube, or by customer where attributes are chosen.
create or replace macro chosen_cohorts(grouping_wanted, sectors, regions, capacities, tiers, attributes) as table
    select
        member, cohort, months_since, active, came_again, revenue, uncosted_revenue, interactions, margin, revenue_square,
        margin_square, margin_of_costed, costed, cost, profitable_12, paid
    from cohort_cube
    where len(attributes) = 0
        and grouping_code = grouping_wanted
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        case grouping_wanted
            when 'channel' then chosen.acquisition_channel
            when 'product' then chosen.began_with
            when 'category' then chosen.first_category
            else ''
        end as member,
        chosen.cohort,
        customer_life.months_since,
        cast(customer_life.orders > 0 as bigint) as active,
        cast(customer_life.orders > 0 and customer_life.months_since = chosen.second_age as bigint) as came_again,
        customer_life.revenue,
        customer_life.uncosted_revenue,
        customer_life.interactions,
        customer_life.margin,
        cast(customer_life.revenue as decimal(18, 2)) * cast(customer_life.revenue as decimal(18, 2)) as revenue_square,
        cast(customer_life.margin as decimal(18, 2))
        * cast(2 * customer_life.margin_so_far - customer_life.margin as decimal(18, 2)) as margin_square,
        case when chosen.acquisition_cost is not null then customer_life.margin else 0 end as margin_of_costed,
        cast(customer_life.orders > 0 and customer_life.months_since = 0 and chosen.acquisition_cost is not null as bigint) as costed,
        case when customer_life.orders > 0 and customer_life.months_since = 0 then chosen.acquisition_cost end as cost,
        cast(
            customer_life.orders > 0 and customer_life.months_since = 0 and chosen.margin_12 >= chosen.acquisition_cost as bigint
        ) as profitable_12,
        cast(
            (customer_life.orders > 0 or customer_life.months_since > 0)
            and customer_life.months_since = chosen.payback_age as bigint
        ) as paid
    from chosen_journeys(sectors, regions, capacities, tiers, attributes) as chosen
    join customer_life on customer_life.customer_key = chosen.customer_key
    where len(attributes) > 0;

-- Their days between purchases.
create or replace macro chosen_gaps(sectors, regions, capacities, tiers, attributes) as table
    select sector, region, capacity, tier, month, is_first, days, is_open, gaps
    from gap_cube
    where len(attributes) = 0
        and is_of_segment(sectors, regions, capacities, tiers, sector, region, capacity, tier)
    union all
    select
        chosen.sector,
        chosen.region,
        chosen.capacity,
        chosen.tier,
        cast(date_trunc('month', purchase_gap.from_on) as date) as month,
        purchase_gap.is_first,
        cast(coalesce(purchase_gap.days, terms.as_of - purchase_gap.from_on) as integer) as days,
        purchase_gap.days is null as is_open,
        1 as gaps
    from chosen_journeys(sectors, regions, capacities, tiers, attributes) as chosen
    join purchase_gap on purchase_gap.customer_key = chosen.customer_key
    cross join (select max(as_of) as as_of from value_terms) as terms
    where len(attributes) > 0;

-- Two days with the months that lie whole between them: from first_whole on, before after_whole; none where they cut one month.
create or replace macro reach_of_days(first_day, last_day) as table
    select
        cast(first_day as date) as begins,
        cast(last_day as date) as ends,
        case
            when cast(first_day as date) = date_trunc('month', cast(first_day as date)) then cast(first_day as date)
            else least(cast(last_day as date), last_day(cast(first_day as date))) + 1
        end as first_whole,
        cast(date_trunc('month', cast(last_day as date) + 1) as date) as after_whole;

-- What customers bought from one day to another, by month: whole months as the build summed them, months that a day cuts by
-- their order lines. Where both days cut the same month of two years, what is left of the two is one month.
create or replace macro bought_between(first_day, last_day) as table
    with reach as (
        select * from reach_of_days(first_day, last_day)
    ),
    cut_days as (
        select customer_key, order_id, ordered_on, amount, cost
        from transactions
        where ordered_on >= (select begins from reach) and ordered_on < (select first_whole from reach)
        union all
        select customer_key, order_id, ordered_on, amount, cost
        from transactions
        where ordered_on >= (select greatest(first_whole, after_whole) from reach) and ordered_on <= (select ends from reach)
    ),
    order_days as (
        select
            customer_key,
            order_id,
            ordered_on,
            sum(amount) as amount,
            sum(case when amount > 0 then 1 else 0 end) as sold_lines,
            sum(cost) as known_cost,
            sum(case when cost is null then amount else 0 end) as uncosted_amount
        from cut_days
        group by customer_key, order_id, ordered_on
    )
    select customer_key, month, orders, revenue, known_cost, uncosted_revenue, last_order_on
    from customer_month
    where month >= (select begins from reach) and month < (select after_whole from reach)
    union all
    select
        customer_key,
        cast(date_trunc('month', max(ordered_on)) as date) as month,
        sum(case when sold_lines > 0 then 1 else 0 end) as orders,
        sum(amount) as revenue,
        coalesce(sum(known_cost), 0) as known_cost,
        sum(uncosted_amount) as uncosted_revenue,
        max(case when sold_lines > 0 then ordered_on end) as last_order_on
    from order_days
    group by customer_key, extract(month from ordered_on);

-- What serving customers cost from one day to another, by month, kind and channel, at today's unit costs; months as above.
create or replace macro served_between(first_day, last_day) as table
    with reach as (
        select * from reach_of_days(first_day, last_day)
    ),
    contacts as (
        select customer_key, month, kind, channel, interactions, known_cost, uncosted_interactions
        from contact_month
        where month >= (select begins from reach) and month < (select after_whole from reach)
        union all
        select
            customer_key,
            cast(date_trunc('month', max(occurred_on)) as date) as month,
            kind,
            coalesce(channel, 'unknown') as channel,
            count(*) as interactions,
            coalesce(sum(cost), 0) as known_cost,
            sum(case when cost is null then 1 else 0 end) as uncosted_interactions
        from interactions
        cross join reach
        where occurred_on between reach.begins and reach.ends
            and (occurred_on < reach.first_whole or occurred_on >= reach.after_whole)
        group by customer_key, extract(month from occurred_on), kind, coalesce(channel, 'unknown')
    )
    select
        contacts.customer_key,
        contacts.month,
        contacts.interactions,
        contacts.known_cost + contacts.uncosted_interactions * coalesce(own_cost.cost, any_channel.cost, 0) as contact_cost,
        case
            when coalesce(own_cost.cost, any_channel.cost) is null then contacts.uncosted_interactions else 0
        end as unpriced_interactions
    from contacts
    left join unit_costs as own_cost
        on own_cost.kind = contacts.kind and own_cost.channel = contacts.channel
    left join unit_costs as any_channel
        on any_channel.kind = contacts.kind and any_channel.channel = 'unknown';
