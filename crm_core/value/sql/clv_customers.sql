-- One row per customer of the given keys: number, tier, and days of the first and last order.
select
    chosen.customer_key,
    chosen.customer_id,
    chosen.tier,
    customer.last_order_on
from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
join customer on customer.customer_key = chosen.customer_key
where list_contains($keys, chosen.customer_key)
order by chosen.customer_key
