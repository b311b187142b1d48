-- One row per segment, tier and month of the period with an order line or an interaction of the chosen customers: sums of the margin.
with brought as (
    select
        sector,
        region,
        capacity,
        tier,
        month,
        orders,
        revenue,
        known_cost,
        uncosted_revenue,
        0 as interactions,
        0 as contact_cost,
        0 as unpriced_interactions
    from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)
    where month between date_trunc('month', cast($start as date)) and cast($end as date)
    union all
    select
        chosen_contact.sector,
        chosen_contact.region,
        chosen_contact.capacity,
        chosen_contact.tier,
        chosen_contact.month,
        0 as orders,
        0 as revenue,
        0 as known_cost,
        0 as uncosted_revenue,
        chosen_contact.interactions,
        cost_of_contacts(chosen_contact.known_cost, chosen_contact.uncosted_interactions, unit_cost.cost) as contact_cost,
        case when unit_cost.cost is null then chosen_contact.uncosted_interactions else 0 end as unpriced_interactions
    from chosen_contacts($sectors, $regions, $capacities, $tiers, $attributes) as chosen_contact
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = chosen_contact.kind and unit_cost.channel = chosen_contact.channel
    where chosen_contact.month between date_trunc('month', cast($start as date)) and cast($end as date)
)
select
    sector,
    region,
    capacity,
    tier,
    month,
    cast(sum(orders) as bigint) as orders,
    cast(sum(revenue) as double) as revenue,
    cast(sum(known_cost) as double) as known_cost,
    cast(sum(uncosted_revenue) as double) as uncosted_revenue,
    cast(sum(interactions) as bigint) as interactions,
    cast(sum(contact_cost) as double) as contact_cost,
    cast(sum(unpriced_interactions) as bigint) as unpriced_interactions,
    cast(sum(orders) * cost_of_one_order() as double) as handling_cost
from brought
group by sector, region, capacity, tier, month
order by month, sector, region, capacity, tier
