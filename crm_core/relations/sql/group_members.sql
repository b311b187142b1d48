-- One row per chosen customer and group of the kind $by: the branch last bought from, the sector, the employee with most
-- contacts in [window_start, window_end), each campaign answered in it, or whether the customer may be contacted.
with chosen as (
    select customer_key, sector
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
),
bought as (
    select
        transactions.customer_key,
        case when $by = 'branch' then transactions.branch else transactions.campaign end as member_of,
        transactions.ordered_on as day
    from transactions
    semi join chosen on chosen.customer_key = transactions.customer_key
    where $by in ('branch', 'campaign')
        and transactions.amount > 0
        and transactions.ordered_on < cast($window_end as date)
        and ($by = 'branch' or transactions.ordered_on >= cast($window_start as date))
),
met as (
    select interactions.customer_key, interactions.employee as member_of, interactions.occurred_on as day
    from interactions
    semi join chosen on chosen.customer_key = interactions.customer_key
    where $by = 'manager'
        and interactions.kind <> 'complaint'
        and interactions.occurred_on >= cast($window_start as date)
        and interactions.occurred_on < cast($window_end as date)
),
counted as (
    select customer_key, member_of, count(*) as times, max(day) as latest
    from (select * from bought union all select * from met)
    where member_of is not null
    group by customer_key, member_of
),
placed as (
    select
        customer_key,
        member_of,
        row_number() over (
            partition by customer_key
            order by case when $by = 'branch' then 0 else times end desc, latest desc, member_of
        ) as place
    from counted
)
select customer_key, member_of
from placed
where $by = 'campaign' or place = 1
union all
select customer_key, sector
from chosen
where $by = 'sector' and sector is not null
union all
select
    chosen.customer_key,
    case
        when customers.consent_email or customers.consent_sms or customers.consent_call then 'contactable'
        when coalesce(customers.consent_email, customers.consent_sms, customers.consent_call) is not null
            then 'not_contactable'
        else 'consent_unknown'
    end
from chosen
left join customers on customers.customer_key = chosen.customer_key
where $by = 'consent'
order by customer_key, member_of
