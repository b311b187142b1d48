-- One row per stored order line above zero of the chosen customers up to the end of the period, newest first.
select *
from chosen_order_lines($sectors, $regions, $capacities, $tiers, $attributes)
where amount > 0
    and ordered_on <= $end
order by ordered_on desc, load_id, row_number
limit $row_limit
