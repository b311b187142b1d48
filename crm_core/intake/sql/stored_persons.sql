-- One row per arriving customer whose $field (email, phone, name) a stored customer of another number has too; part $part of $parts.
with stored_customers as (
    select customer_keys.customer_id, case $field when 'email' then customers.email when 'phone' then customers.phone else customers.name end as said
    from customers
    join customer_keys on customer_keys.customer_key = customers.customer_key
    where customer_keys.customer_id not in (select customer_id from arriving_persons where customer_id is not null)
),
contacts as (
    select true as is_stored, customer_id, null as row_number, said from stored_customers where said is not null
    union all
    select false, customer_id, row_number, said from arriving_persons where said is not null and exists (select 1 from stored_customers)
),
plain_contacts as (
    select
        is_stored,
        customer_id,
        row_number,
        said,
        case $field
            when 'email' then regexp_replace(lower(said), '\s', '', 'g')
            when 'phone' then regexp_replace(regexp_replace(said, '\D', '', 'g'), '^0*(90)?0*(\d{10})$', '\2')
            else regexp_replace(strip_accents(lower(translate(said, 'İIı', 'iii'))), '[^a-z0-9]+', ' ', 'g')
        end as plain
    from contacts
),
telling_contacts as (
    select *
    from plain_contacts
    where case when $field = 'name' then length(plain) >= $shortest_name and trim(plain) like '% %' else length(plain) >= $shortest_contact end
        and hash(plain) % $parts = $part
),
rare_contacts as (
    select plain, min(customer_id) filter (where is_stored) as stored_id
    from telling_contacts
    group by plain
    having count(*) filter (where is_stored) between 1 and $most_bearers
        and count(*) filter (where not is_stored) between 1 and $most_bearers
)
select telling_contacts.row_number, telling_contacts.said, rare_contacts.stored_id
from telling_contacts
join rare_contacts on rare_contacts.plain = telling_contacts.plain
where not telling_contacts.is_stored
order by telling_contacts.row_number
