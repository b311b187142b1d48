-- What came before an answer: the moment it was given, and the contacts that say who or what the customer met.

-- The moment of an answer; where only its day is known, the end of that day, so that its contacts come before it.
create or replace macro moment_of_answer(given_at, given_on) as coalesce(given_at, cast(given_on as timestamp) + interval 1 day);

-- One row per interaction of these days that names the department, employee or channel (kind_of_touch) that the customer met.
create or replace macro touches_between(kind_of_touch, first_day, last_day) as table
    select
        customer_key,
        occurred_at,
        case kind_of_touch when 'employee' then employee when 'contact_channel' then channel else department end as met
    from interactions
    where occurred_on between cast(first_day as date) and cast(last_day as date)
        and met is not null;
