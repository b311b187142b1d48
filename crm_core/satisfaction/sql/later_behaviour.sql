-- One row per level of satisfaction and points (0–100): customers by their latest answer up to $landmark, and what they did after.
-- Answers of the 12 months up to $landmark; behaviour of the $months whole months after it; only customers who bought in the
-- $months before it, so that nobody counts as lost who had left already. Levels: two worst boxes, two best boxes, between.
with latest as (
    select
        surveys.customer_key,
        arg_max(
            points_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better),
            (surveys.answered_at, surveys.load_id, surveys.row_number)
        ) as points,
        arg_max(surveys.scale_max - surveys.scale_min, (surveys.answered_at, surveys.load_id, surveys.row_number)) as boxes
    from surveys
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = surveys.customer_key
    where surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on > $landmark - to_months(12)
        and surveys.answered_on <= $landmark
    group by surveys.customer_key
),
bought as (
    select
        latest.customer_key,
        max(case when customer_month.month <= $landmark and customer_month.orders > 0 then 1 else 0 end) as is_before,
        max(case when customer_month.month > $landmark and customer_month.orders > 0 then 1 else 0 end) as is_after,
        sum(case when customer_month.month > $landmark then customer_month.revenue - customer_month.known_cost else 0 end) as margin
    from latest
    join customer_month on customer_month.customer_key = latest.customer_key
    where customer_month.month > date_trunc('month', cast($landmark as date)) - to_months($months)
        and customer_month.month <= date_trunc('month', cast($landmark as date)) + to_months($months)
    group by latest.customer_key
)
select
    case
        when latest.points <= 100 / latest.boxes + 1e-9 then 'low'
        when latest.points >= 100 - 100 / latest.boxes - 1e-9 then 'high'
        else 'middle'
    end as level,
    cast(latest.points as double) as points,
    cast(count(*) as bigint) as customers,
    cast(sum(bought.is_after) as bigint) as bought,
    cast(sum(bought.margin) as double) as margin,
    cast(sum(cast(bought.margin as double) ** 2) as double) as margin_squares
from latest
join bought on bought.customer_key = latest.customer_key
where bought.is_before = 1
group by 1, 2
order by 2
