-- One row per month, segment, tier, kind and channel of interaction. Internal customers (staff) are left out.
select
    contact_month.month,
    customer.sector,
    customer.region,
    customer.capacity,
    coalesce(customer_tier.tier, 'none') as tier,
    contact_month.kind,
    contact_month.channel,
    cast(sum(contact_month.interactions) as bigint) as interactions,
    cast(sum(contact_month.known_cost) as decimal(18, 4)) as known_cost,
    cast(sum(contact_month.uncosted_interactions) as bigint) as uncosted_interactions
from contact_month
join customer on customer.customer_key = contact_month.customer_key
left join customer_tier on customer_tier.customer_key = contact_month.customer_key
where customer.customer_type = 'external'
group by
    contact_month.month, customer.sector, customer.region, customer.capacity,
    coalesce(customer_tier.tier, 'none'), contact_month.kind, contact_month.channel
