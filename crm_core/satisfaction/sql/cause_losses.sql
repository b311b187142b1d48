-- One row per cause of the period's complaints, in one department or (empty $department) in all: customers watched for $window_days
-- since their first complaint of that cause, those of them who have not ordered since, and the margin these had left in the year before.
with complaints as (
    select
        interactions.customer_key,
        coalesce(interactions.category, 'unknown') as cause,
        min(interactions.occurred_on) as began_on
    from interactions
    join chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
        on chosen.customer_key = interactions.customer_key
    where interactions.kind = 'complaint'
        and interactions.occurred_on between $start and $end
        and ($department = '' or coalesce(interactions.department, 'unknown') = $department)
    group by interactions.customer_key, cause
    having min(interactions.occurred_on) < $cut_off - to_days($window_days)
),
came_back as (
    select complaints.customer_key, complaints.cause
    from complaints
    join transactions on transactions.customer_key = complaints.customer_key
    where transactions.amount > 0
        and transactions.ordered_on > complaints.began_on
        and transactions.ordered_on <= complaints.began_on + $window_days
    group by complaints.customer_key, complaints.cause
),
earned as (
    select complaints.customer_key, complaints.cause, sum(customer_month.revenue - customer_month.known_cost) as margin
    from complaints
    join customer_month on customer_month.customer_key = complaints.customer_key
    where customer_month.month > date_trunc('month', complaints.began_on) - to_months(12)
        and customer_month.month <= date_trunc('month', complaints.began_on)
    group by complaints.customer_key, complaints.cause
)
select
    complaints.cause,
    cast(count(*) as bigint) as watched_customers,
    cast(count(*) filter (where came_back.customer_key is null) as bigint) as silent_customers,
    cast(coalesce(sum(greatest(earned.margin, 0)) filter (where came_back.customer_key is null), 0) as double) as margin_lost
from complaints
left join came_back on came_back.customer_key = complaints.customer_key and came_back.cause = complaints.cause
left join earned on earned.customer_key = complaints.customer_key and earned.cause = complaints.cause
group by complaints.cause
order by complaints.cause
