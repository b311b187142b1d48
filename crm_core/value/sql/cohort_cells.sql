-- One row per member of the grouping, month of first order and months since then: sums over the chosen customers. Where the grouping
-- is the month alone, whose rows are few, also by segment and tier.
select
    case $grouping when 'month' then sector end as sector,
    case $grouping when 'month' then region end as region,
    case $grouping when 'month' then capacity end as capacity,
    case $grouping when 'month' then tier end as tier,
    member,
    cohort,
    months_since,
    cast(sum(active) as bigint) as active,
    cast(coalesce(sum(came_again), 0) as bigint) as came_again,
    cast(sum(revenue) as double) as revenue,
    cast(sum(uncosted_revenue) as double) as uncosted_revenue,
    cast(sum(interactions) as bigint) as interactions,
    cast(sum(margin) as double) as margin,
    cast(sum(revenue_square) as double) as revenue_square,
    cast(sum(margin_square) as double) as margin_square,
    cast(sum(margin_of_costed) as double) as margin_of_costed,
    cast(sum(costed) as bigint) as costed,
    cast(coalesce(sum(cost), 0) as double) as cost,
    cast(coalesce(sum(profitable_12), 0) as bigint) as profitable_12,
    cast(coalesce(sum(paid), 0) as bigint) as paid
from chosen_cohorts($grouping, $sectors, $regions, $capacities, $tiers, $attributes)
group by
    case $grouping when 'month' then sector end,
    case $grouping when 'month' then region end,
    case $grouping when 'month' then capacity end,
    case $grouping when 'month' then tier end,
    member,
    cohort,
    months_since
order by member, cohort, months_since
