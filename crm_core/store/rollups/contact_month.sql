-- One row per customer, month, kind and channel of interaction.
select
    customer_key,
    cast(date_trunc('month', occurred_on) as date) as month,
    kind,
    coalesce(channel, 'unknown') as channel,
    cast(count(*) as bigint) as interactions,
    cast(coalesce(sum(cost), 0) as decimal(18, 4)) as known_cost,
    cast(sum(case when cost is null then 1 else 0 end) as bigint) as uncosted_interactions
from interactions
group by customer_key, cast(date_trunc('month', occurred_on) as date), kind, coalesce(channel, 'unknown')
