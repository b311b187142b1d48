-- One row per month of the period with an order line of the chosen customers.
select
    month,
    cast(sum(orders) as bigint) as orders,
    cast(sum(revenue) as double) as revenue
from month_cube
where month between date_trunc('month', cast($start as date)) and cast($end as date)
    and (len($sectors) = 0 or list_contains($sectors, sector))
    and (len($regions) = 0 or list_contains($regions, region))
    and (len($capacities) = 0 or list_contains($capacities, capacity))
    and (len($tiers) = 0 or list_contains($tiers, tier))
group by month
order by month
