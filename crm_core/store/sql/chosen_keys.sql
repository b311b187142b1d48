-- One row per customer of the segment filter: its key.
select customer_key from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
