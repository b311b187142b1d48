-- One row per month of the period: customers among the chosen who ordered, and those of them who had ordered in an
-- earlier month. A customer stands in one segment and one tier, so the sums count nobody twice.
select
    month,
    cast(sum(active_customers) as bigint) as active_customers,
    cast(sum(returning_customers) as bigint) as returning_customers
from month_cube
where month between date_trunc('month', cast($start as date)) and cast($end as date)
    and (len($sectors) = 0 or list_contains($sectors, sector))
    and (len($regions) = 0 or list_contains($regions, region))
    and (len($capacities) = 0 or list_contains($capacities, capacity))
    and (len($tiers) = 0 or list_contains($tiers, tier))
group by month
order by month
