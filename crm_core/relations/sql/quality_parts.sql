-- One row per chosen customer known before $window_end: cases of [window_start, window_end) solved within $service_days, the
-- latest CSAT answer of these days on 0 to 1, how many of eight profile fields are filled, and the net margin of these months.
with chosen as (
    select customer_key, customer_id, tier, acquired_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
    where acquired_on < cast($window_end as date)
),
cases as (
    select
        interactions.customer_key,
        count(*) as cases,
        count(*) filter (
            where interactions.resolved_at < coalesce(interactions.opened_at, interactions.occurred_at)
                + to_hours(cast(24 * $service_days as bigint)) + interval 1 microsecond
        ) as solved_cases
    from interactions
    semi join chosen on chosen.customer_key = interactions.customer_key
    where interactions.kind in ('complaint', 'service')
        and interactions.occurred_on >= cast($window_start as date)
        and interactions.occurred_on < cast($window_end as date) - cast($service_days as integer)
    group by interactions.customer_key
),
answered as (
    select
        surveys.customer_key,
        arg_max(
            level_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better),
            row(surveys.answered_at, surveys.row_number)
        ) as csat_level
    from surveys
    semi join chosen on chosen.customer_key = surveys.customer_key
    where surveys.kind = 'csat' and surveys.brand is null and surveys.score is not null
        and surveys.answered_on >= cast($window_start as date) and surveys.answered_on < cast($window_end as date)
    group by surveys.customer_key
),
earned as (
    select
        customer_month.customer_key,
        sum(customer_month.revenue - customer_month.known_cost - customer_month.orders * cost_of_one_order()) as margin
    from customer_month
    where customer_month.month >= cast($window_start as date) and customer_month.month < cast($window_end as date)
    group by customer_month.customer_key
),
served as (
    select
        contact_month.customer_key,
        sum(cost_of_contacts(contact_month.known_cost, contact_month.uncosted_interactions, unit_cost.cost)) as serving
    from contact_month
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = contact_month.kind and unit_cost.channel = contact_month.channel
    where contact_month.month >= cast($window_start as date) and contact_month.month < cast($window_end as date)
    group by contact_month.customer_key
)
select
    chosen.customer_key,
    cast(cases.solved_cases as double) / cases.cases as service,
    cast(answered.csat_level as double) as csat,
    case when customers.customer_key is not null then (
        8 - cast(customers.name is null as integer) - cast(customers.sector is null as integer)
        - cast(customers.region is null as integer) - cast(customers.capacity is null as integer)
        - cast(customers.acquisition_channel is null as integer) - cast(customers.email is null as integer)
        - cast(customers.phone is null as integer)
        - cast(coalesce(customers.consent_email, customers.consent_sms, customers.consent_call) is null as integer)
    ) / 8.0 end as profile,
    cast(coalesce(earned.margin, 0) - coalesce(served.serving, 0) as double) as net_margin
from chosen
left join customers on customers.customer_key = chosen.customer_key
left join cases on cases.customer_key = chosen.customer_key
left join answered on answered.customer_key = chosen.customer_key
left join earned on earned.customer_key = chosen.customer_key
left join served on served.customer_key = chosen.customer_key
order by chosen.customer_key
