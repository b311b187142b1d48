-- One row per chosen customer with an interaction in the period: contacts by stage, by way of communication and by who began,
-- and promises made, due and kept up to the period's end.
select
    interactions.customer_key,
    cast(count(*) filter (where kind <> 'complaint') as bigint) as contacts,
    cast(count(*) filter (where kind <> 'complaint' and stage = 'pre-sale') as bigint) as pre_sale,
    cast(count(*) filter (where kind <> 'complaint' and stage = 'sale') as bigint) as sale,
    cast(count(*) filter (where kind <> 'complaint' and stage = 'after-sale') as bigint) as after_sale,
    cast(count(*) filter (where kind <> 'complaint' and interactions.channel = 'written') as bigint) as written,
    cast(count(*) filter (where kind <> 'complaint' and interactions.channel in ('spoken', 'visual')) as bigint) as spoken_visual,
    cast(count(*) filter (where kind <> 'complaint' and interactions.channel = 'face-to-face') as bigint) as face_to_face,
    cast(count(*) filter (where kind <> 'complaint' and direction = 'out') as bigint) as proactive,
    cast(count(*) filter (where kind <> 'complaint' and direction = 'in') as bigint) as reactive,
    cast(count(*) filter (where kind = 'promise') as bigint) as promised,
    cast(count(*) filter (where kind = 'promise' and promised_at <= cast($end as date)) as bigint) as due,
    cast(count(*) filter (
        where kind = 'promise' and promised_at <= cast($end as date)
            and resolved_at < case
                when promised_at = date_trunc('day', promised_at) then promised_at + interval 1 day
                else promised_at + interval 1 microsecond
            end
    ) as bigint) as kept
from interactions
join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
    on chosen.customer_key = interactions.customer_key
where interactions.occurred_on between cast($start as date) and cast($end as date)
group by interactions.customer_key
order by interactions.customer_key
