-- One row per month of first purchase (cohort) within the period and month since: customers who ordered then.
select
    cast(date_trunc('month', chosen.first_order_on) as date) as cohort,
    cast(date_diff('month', date_trunc('month', chosen.first_order_on), customer_month.month) as integer) as months_since,
    cast(count(*) as bigint) as customers
from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes) as chosen
join customer_month on customer_month.customer_key = chosen.customer_key
where chosen.first_order_on >= date_trunc('month', cast($start as date))
    and chosen.first_order_on <= cast($end as date)
    and customer_month.month <= cast($end as date)
    and customer_month.orders > 0
group by cohort, months_since
order by cohort, months_since
