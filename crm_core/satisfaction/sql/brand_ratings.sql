-- One row per customer and wave (month) with a rating of our brand: the latest of the period, and each brand rated in that wave.
-- Question $kind; points run from 0 (worst) to 100 (best); brand is empty for ours. Customers who rated us alone only count in
-- raters and in the mean number of brands.
with rated as (
    select
        surveys.customer_key,
        date_trunc('month', surveys.answered_on) as wave,
        coalesce(surveys.brand, '') as brand,
        arg_max(
            points_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better),
            (surveys.answered_at, surveys.load_id, surveys.row_number)
        ) as points
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = $kind
        and surveys.answered_on between $start and $end
    group by surveys.customer_key, wave, coalesce(surveys.brand, '')
),
waves as (
    select customer_key, wave, count(*) as brands
    from rated
    group by customer_key, wave
    having bool_or(brand = '')
),
latest as (
    select
        customer_key,
        arg_max(wave, (brands > 1, wave)) as wave,
        max(brands) as brands
    from waves
    group by customer_key
),
counted as (
    select count(*) as raters, avg(brands) as mean_brands
    from latest
)
select
    rated.customer_key,
    rated.brand,
    cast(rated.points as double) as points,
    cast(counted.raters as bigint) as raters,
    cast(counted.mean_brands as double) as mean_brands
from rated
join latest on latest.customer_key = rated.customer_key and latest.wave = rated.wave
cross join counted
where latest.brands > 1
order by rated.customer_key, rated.brand
