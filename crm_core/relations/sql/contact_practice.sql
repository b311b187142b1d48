-- One row per chosen customer with an interaction in the window [window_start, window_end): how many, in how many months,
-- at which stage, promises made, due and kept, and over how many departments care is spread.
with exposed as (
    select
        customer_key,
        case when acquired_on > cast($window_start as date) then acquired_on else cast($window_start as date) end
            as exposed_from
    from chosen_to_class(
        $sectors, $regions, $capacities, $tiers, $attributes, $window_start, $window_end, $fewest_contacts
    )
),
judged as (
    select
        interactions.customer_key,
        interactions.kind,
        interactions.kind <> 'complaint' as is_contact,
        interactions.stage,
        interactions.department,
        case when interactions.occurred_on >= date_trunc('month', exposed.exposed_from)
            then datediff('month', cast($window_start as date), interactions.occurred_on) end as month_number,
        interactions.kind = 'promise' and interactions.promised_at < cast($window_end as date) as is_due,
        interactions.resolved_at < case
            when interactions.promised_at = date_trunc('day', interactions.promised_at)
                then interactions.promised_at + interval 1 day
            else interactions.promised_at + interval 1 microsecond
        end as is_in_time
    from interactions
    join exposed on exposed.customer_key = interactions.customer_key
    where interactions.occurred_on >= cast($window_start as date)
        and interactions.occurred_on < cast($window_end as date)
),
departments as (
    select customer_key, department, count(*) as cases
    from judged
    where kind <> 'contact' and department is not null
    group by customer_key, department
),
spread as (
    select customer_key, sum(cases) as department_cases, sum(cases * cases) as department_squares
    from departments
    group by customer_key
),
counted as (
    select
        customer_key,
        count(*) as interactions,
        count(*) filter (where is_contact) as contacts,
        bit_count(bit_or(cast(1 as bigint) << month_number) filter (where is_contact and month_number is not null))
            as contact_months,
        count(*) filter (where is_contact and stage is not null) as staged_contacts,
        count(*) filter (where is_contact and stage = 'after-sale') as after_sale_contacts,
        count(*) filter (where kind = 'promise') as promises,
        count(*) filter (where is_due) as due_promises,
        count(*) filter (where is_due and is_in_time) as kept_promises
    from judged
    group by customer_key
)
select
    counted.customer_key,
    cast(counted.interactions as bigint) as interactions,
    cast(counted.contacts as bigint) as contacts,
    cast(coalesce(counted.contact_months, 0) as bigint) as contact_months,
    cast(counted.staged_contacts as bigint) as staged_contacts,
    cast(counted.after_sale_contacts as bigint) as after_sale_contacts,
    cast(counted.promises as bigint) as promises,
    cast(counted.due_promises as bigint) as due_promises,
    cast(counted.kept_promises as bigint) as kept_promises,
    cast(coalesce(spread.department_cases, 0) as bigint) as department_cases,
    cast(coalesce(spread.department_squares, 0) as bigint) as department_squares
from counted
left join spread on spread.customer_key = counted.customer_key
order by counted.customer_key
