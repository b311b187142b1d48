-- One row per stored order line of the chosen customers in the months of the period, newest first.
select *
from chosen_order_lines($sectors, $regions, $capacities, $tiers, $attributes)
where ordered_on >= date_trunc('month', cast($start as date))
    and ordered_on < date_trunc('month', cast($end as date)) + interval 1 month
order by ordered_on desc, load_id, row_number
limit $row_limit
