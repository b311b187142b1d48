-- One row per cell of tier, region and channel of acquisition: customers of the base, and those of them asked and answering.
-- The base: whoever bought in the 12 months up to $end, or was asked or answered (own brand, question $kind) in the period.
with bought as (
    select customer_key
    from customer_month
    where orders > 0
        and month > date_trunc('month', cast($end as date)) - to_months(12)
        and month <= date_trunc('month', cast($end as date))
    group by customer_key
),
asked as (
    select customer_key, max(case when score is not null then 1 else 0 end) as has_answered
    from surveys
    where kind = $kind
        and brand is null
        and coalesce(answered_on, cast(invited_at as date)) between $start and $end
    group by customer_key
)
select
    chosen.tier,
    coalesce(chosen.region, 'unknown') as region,
    coalesce(chosen.acquisition_channel, 'unknown') as channel,
    cast(count(*) as bigint) as customers,
    cast(count(asked.customer_key) as bigint) as asked,
    cast(coalesce(sum(asked.has_answered), 0) as bigint) as answering
from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
left join bought on bought.customer_key = chosen.customer_key
left join asked on asked.customer_key = chosen.customer_key
where bought.customer_key is not null or asked.customer_key is not null
group by chosen.tier, coalesce(chosen.region, 'unknown'), coalesce(chosen.acquisition_channel, 'unknown')
order by chosen.tier, region, channel
