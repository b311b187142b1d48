-- One row per chosen customer known for at least 180 days on the day $landmark: traits, and whom it recommended us to in
-- the days [landmark, until).
with chosen as (
    select customer_key, customer_id, sector, region, capacity, acquired_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
    where acquired_on <= cast($landmark as date) - 180
),
referrals as (
    select customers.referred_by, count(*) as referred
    from customers
    join customer on customer.customer_key = customers.customer_key
    where customers.referred_by is not null
        and customer.acquired_on >= cast($landmark as date) and customer.acquired_on < cast($until as date)
    group by customers.referred_by
)
select
    chosen.customer_key,
    chosen.customer_id,
    coalesce(chosen.sector, '') as sector,
    coalesce(chosen.region, '') as region,
    coalesce(chosen.capacity, '') as capacity,
    cast(cast($landmark as date) - chosen.acquired_on as bigint) as tenure_days,
    cast(coalesce(referrals.referred, 0) as bigint) as referred
from chosen
left join referrals on referrals.referred_by = chosen.customer_id
order by chosen.customer_key
