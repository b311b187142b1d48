-- One row per tier left and tier reached: customers who moved; absent are those not there yet or no more.
with tiers_after as (
    select customer.customer_key, coalesce(customer_tier.tier, 'none') as tier
    from customer
    left join customer_tier on customer_tier.customer_key = customer.customer_key
    where customer.customer_type = 'external'
)
select
    coalesce(tiers_before.tier, 'absent') as before,
    coalesce(tiers_after.tier, 'absent') as after,
    count(*) as customers
from tiers_before
full join tiers_after on tiers_after.customer_key = tiers_before.customer_key
where tiers_before.tier is distinct from tiers_after.tier
group by coalesce(tiers_before.tier, 'absent'), coalesce(tiers_after.tier, 'absent')
order by customers desc, before, after
