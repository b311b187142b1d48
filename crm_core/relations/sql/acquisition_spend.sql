-- One row per way of winning customers: chosen customers won in the period [start, end], those whose cost is known, and the
-- cost in the money of the price table's last month.
select
    coalesce(chosen.acquisition_channel, '') as source,
    count(*) as won,
    count(customers.acquisition_cost) as costed,
    cast(sum(customers.acquisition_cost * coalesce(factors.factor, 1)) as double) as spend
from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
left join customers on customers.customer_key = chosen.customer_key
left join price_factors() as factors on factors.month = cast(date_trunc('month', chosen.acquired_on) as date)
where chosen.acquired_on between cast($start as date) and cast($end as date)
group by coalesce(chosen.acquisition_channel, '')
order by source
