-- One row per stored order line of the chosen customers up to the end of the period, newest first.
select *
from chosen_order_lines($sectors, $regions, $capacities, $tiers, $attributes)
where ordered_on <= cast($end as date)
order by ordered_on desc, load_id, row_number
limit $row_limit
