-- One row per chosen customer: what it did in the outcome window [outcome_start, outcome_end), which lies after the window
-- in which its practice was measured. Score is the latest CSAT answer about us.
with chosen as (
    select customer_key
    from chosen_to_class(
        $sectors, $regions, $capacities, $tiers, $attributes, $window_start, $window_end, $fewest_contacts
    )
),
bought as (
    select
        transactions.customer_key,
        sum(case when transactions.amount > 0 then 1 else 0 end) as sold_lines,
        sum(transactions.amount) as revenue,
        sum(transactions.amount - transactions.cost) as margin,
        count(*) filter (where transactions.cost is null) as uncosted_lines
    from transactions
    semi join chosen on chosen.customer_key = transactions.customer_key
    where transactions.ordered_on >= cast($outcome_start as date)
        and transactions.ordered_on < cast($outcome_end as date)
    group by transactions.customer_key
),
answered as (
    select
        surveys.customer_key,
        arg_max(
            is_satisfied_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better),
            row(surveys.answered_at, surveys.row_number)
        ) as is_satisfied
    from surveys
    semi join chosen on chosen.customer_key = surveys.customer_key
    where surveys.kind = 'csat' and surveys.brand is null and surveys.score is not null
        and surveys.answered_on >= cast($outcome_start as date)
        and surveys.answered_on < cast($outcome_end as date)
    group by surveys.customer_key
)
select
    chosen.customer_key,
    coalesce(bought.sold_lines, 0) > 0 as is_active,
    cast(coalesce(bought.revenue, 0) as double) as revenue,
    cast(coalesce(bought.margin, 0) as double) as margin,
    cast(coalesce(bought.uncosted_lines, 0) as bigint) as uncosted_lines,
    answered.customer_key is not null as is_answered,
    coalesce(answered.is_satisfied, false) as is_satisfied
from chosen
left join bought on bought.customer_key = chosen.customer_key
left join answered on answered.customer_key = chosen.customer_key
order by chosen.customer_key
