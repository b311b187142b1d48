-- One row per month of the period with an order line or an interaction of the chosen customers: the sums of the margin.
with sold as (
    select
        month,
        sum(orders) as orders,
        sum(revenue) as revenue,
        sum(known_cost) as known_cost,
        sum(uncosted_revenue) as uncosted_revenue
    from month_cube
    where month between date_trunc('month', cast($start as date)) and cast($end as date)
        and (len($sectors) = 0 or list_contains($sectors, sector))
        and (len($regions) = 0 or list_contains($regions, region))
        and (len($capacities) = 0 or list_contains($capacities, capacity))
        and (len($tiers) = 0 or list_contains($tiers, tier))
    group by month
),
contacted as (
    select
        contact_cube.month,
        sum(contact_cube.interactions) as interactions,
        sum(
            contact_cube.known_cost
            + contact_cube.uncosted_interactions * coalesce(own_cost.cost, any_channel.cost, 0)
        ) as contact_cost,
        sum(
            case when coalesce(own_cost.cost, any_channel.cost) is null then contact_cube.uncosted_interactions else 0 end
        ) as unpriced_interactions
    from contact_cube
    left join unit_costs as own_cost
        on own_cost.kind = contact_cube.kind and own_cost.channel = contact_cube.channel
    left join unit_costs as any_channel
        on any_channel.kind = contact_cube.kind and any_channel.channel = 'unknown'
    where contact_cube.month between date_trunc('month', cast($start as date)) and cast($end as date)
        and (len($sectors) = 0 or list_contains($sectors, contact_cube.sector))
        and (len($regions) = 0 or list_contains($regions, contact_cube.region))
        and (len($capacities) = 0 or list_contains($capacities, contact_cube.capacity))
        and (len($tiers) = 0 or list_contains($tiers, contact_cube.tier))
    group by contact_cube.month
),
handling as (
    select coalesce(max(cost), 0) as cost_of_one from unit_costs where kind = 'order'
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
    cast(coalesce(sold.orders, 0) * handling.cost_of_one as double) as handling_cost
from sold
full join contacted on contacted.month = sold.month
cross join handling
order by month
