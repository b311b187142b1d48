-- One row per external customer whose number or name holds the text, exact numbers first, at most $most.
select customer.customer_id
from customer
left join customers on customers.customer_key = customer.customer_key
where customer.customer_type = 'external'
    and (
        contains(lower(customer.customer_id), lower($text))
        or contains(lower(strip_accents(translate(customers.name, 'Iİı', 'iii'))), lower(strip_accents(translate($text, 'Iİı', 'iii'))))
    )
order by lower(customer.customer_id) <> lower($text), customer.customer_id
limit $most
