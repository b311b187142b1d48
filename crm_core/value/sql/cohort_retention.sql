-- One row per month of first purchase (cohort) within the period and month since: customers who ordered then.
select
    cohort,
    months_since,
    cast(sum(active) as bigint) as customers
from chosen_cohorts('month', $sectors, $regions, $capacities, $tiers, $attributes)
where cohort >= date_trunc('month', cast($start as date))
    and cohort <= cast($end as date)
    and date_add(cohort, to_months(months_since)) <= cast($end as date)
group by cohort, months_since
having sum(active) > 0
order by cohort, months_since
