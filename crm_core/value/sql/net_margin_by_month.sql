-- One row per month of the period with an order line or an interaction of the chosen customers: the sums of the margin.
with sold as (
    select
        month,
        sum(orders) as orders,
        sum(revenue) as revenue,
        sum(known_cost) as known_cost,
        sum(uncosted_revenue) as uncosted_revenue
    from chosen_months($sectors, $regions, $capacities, $tiers, $attributes)
    where month between date_trunc('month', cast($start as date)) and cast($end as date)
    group by month
),
contacted as (
    select
        chosen_contact.month,
        sum(chosen_contact.interactions) as interactions,
        sum(
            cost_of_contacts(chosen_contact.known_cost, chosen_contact.uncosted_interactions, unit_cost.cost)
        ) as contact_cost,
        sum(
            case when unit_cost.cost is null then chosen_contact.uncosted_interactions else 0 end
        ) as unpriced_interactions
    from chosen_contacts($sectors, $regions, $capacities, $tiers, $attributes) as chosen_contact
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = chosen_contact.kind and unit_cost.channel = chosen_contact.channel
    where chosen_contact.month between date_trunc('month', cast($start as date)) and cast($end as date)
    group by chosen_contact.month
)
select
    coalesce(sold.month, contacted.month) as month,
    cast(coalesce(sold.orders, 0) as bigint) as orders,
    cast(coalesce(sold.revenue, 0) as double) as revenue,
    cast(coalesce(sold.known_cost, 0) as double) as known_cost,
    cast(coalesce(sold.uncosted_revenue, 0) as double) as uncosted_revenue,
    cast(coalesce(contacted.interactions, 0) as bigint) as interactions,
    cast(coalesce(contacted.contact_cost, 0) as double) as contact_cost,
    cast(coalesce(contacted.unpriced_interactions, 0) as bigint) as unpriced_interactions,
    cast(coalesce(sold.orders, 0) * cost_of_one_order() as double) as handling_cost
from sold
full join contacted on contacted.month = sold.month
order by month
