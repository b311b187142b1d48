-- One row per customer who is unhappy at the end of the period: latest satisfaction ($kind) at or below the middle of the scale,
-- or a complaint still open on $end. With the margin of the 12 months up to $end (unknown costs count as none), largest first.
with chosen as (
    select customer_key, customer_id, tier
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
scored as (
    select
        surveys.customer_key,
        points_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as points,
        row_number() over (
            partition by surveys.customer_key
            order by
                surveys.answered_on desc, surveys.answered_at desc nulls last, surveys.load_id desc, surveys.row_number desc
        ) as place_from_latest
    from surveys
    join chosen on chosen.customer_key = surveys.customer_key
    where surveys.kind = $kind
        and surveys.brand is null
        and surveys.answered_on between $start and $end
),
waiting as (
    select
        interactions.customer_key,
        count(*) as open_complaints,
        min(interactions.occurred_on) as open_since
    from interactions
    join chosen on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and interactions.occurred_on between $start and $end
        and (interactions.resolved_at is null or cast(interactions.resolved_at as date) > $end)
    group by interactions.customer_key
),
earned as (
    select customer_key, sum(revenue - known_cost) as margin
    from customer_month
    where month > date_trunc('month', cast($end as date)) - to_months(12)
        and month <= date_trunc('month', cast($end as date))
    group by customer_key
)
select
    chosen.customer_key,
    chosen.customer_id,
    chosen.tier,
    cast(scored.points as double) as points,
    cast(coalesce(waiting.open_complaints, 0) as bigint) as open_complaints,
    waiting.open_since,
    cast(coalesce(earned.margin, 0) as double) as margin
from chosen
left join scored on scored.customer_key = chosen.customer_key and scored.place_from_latest = 1
left join waiting on waiting.customer_key = chosen.customer_key
left join earned on earned.customer_key = chosen.customer_key
where scored.points <= 50 or waiting.open_complaints > 0
order by margin desc, chosen.customer_id
