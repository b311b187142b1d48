-- One row per chosen customer: since when it can be judged in the window [window_start, window_end), what its programme
-- declares, and whether the place that serves it logs contacts at all (without that, silence says nothing). With
-- $fewest_contacts only those who may have a class.
with chosen as (
    select customer_key, customer_id, tier, acquired_on
    from chosen_to_class(
        $sectors, $regions, $capacities, $tiers, $attributes, $window_start, $window_end, $fewest_contacts
    )
),
declared as (
    select customer_key, arg_max(orientation, row(started_at, orientation)) as declared_class
    from programmes
    where orientation is not null and coalesce(lower(arm), '') not in ('control', 'kontrol')
        and started_at < cast($window_end as date)
        and (ended_at is null or ended_at >= cast($window_end as date) - 1)
    group by customer_key
),
contacted as (
    select distinct customer_key
    from interactions
    where kind <> 'complaint'
        and occurred_on >= cast($window_start as date) and occurred_on < cast($window_end as date)
),
asked_about as (
    select customer_key from chosen
    union
    select customer_key from contacted
),
served as (
    select transactions.customer_key, arg_max(coalesce(transactions.branch, transactions.channel), transactions.ordered_on) as place
    from transactions
    semi join asked_about on asked_about.customer_key = transactions.customer_key
    where transactions.ordered_on < cast($window_end as date)
        and coalesce(transactions.branch, transactions.channel) is not null
    group by transactions.customer_key
),
logging_places as (
    select distinct coalesce(served.place, customer.acquisition_channel, '') as place
    from contacted
    join customer on customer.customer_key = contacted.customer_key
    left join served on served.customer_key = contacted.customer_key
)
select
    chosen.customer_key,
    chosen.customer_id,
    chosen.tier,
    case
        when chosen.acquired_on >= cast($window_end as date) then null
        when chosen.acquired_on > cast($window_start as date) then chosen.acquired_on
        when chosen.acquired_on is not null then cast($window_start as date)
    end as exposed_from,
    declared.declared_class,
    logging_places.place is not null as is_logged
from chosen
join customer on customer.customer_key = chosen.customer_key
left join declared on declared.customer_key = chosen.customer_key
left join served on served.customer_key = chosen.customer_key
left join logging_places on logging_places.place = coalesce(served.place, customer.acquisition_channel, '')
order by chosen.customer_key
