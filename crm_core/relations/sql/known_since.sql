-- One row per chosen customer: since when it can be judged in the window [window_start, window_end); empty where not yet won in it.
select
    customer_key,
    case
        when acquired_on >= cast($window_end as date) then null
        when acquired_on > cast($window_start as date) then acquired_on
        when acquired_on is not null then cast($window_start as date)
    end as exposed_from
from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
