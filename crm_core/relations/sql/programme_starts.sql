-- One row per programme: the month in which most of its customers joined and how many they are, all its customers, and
-- whether it lists customers who were held back.
with joined as (
    select
        programme,
        cast(date_trunc('month', started_at) as date) as month,
        min(started_at) as first_day,
        count(distinct customer_key) as customers,
        count(distinct customer_key) filter (where lower(arm) in ('control', 'kontrol')) as controls
    from programmes
    group by programme, cast(date_trunc('month', started_at) as date)
)
select
    programme,
    arg_max(first_day, customers) as started_on,
    cast(max(customers) as bigint) as cohort,
    cast(sum(customers) as bigint) as customers,
    cast(sum(controls) as bigint) as controls
from joined
group by programme
order by customers desc, programme
