-- One row per chosen customer active in the 24 months to the end of the period: orders, revenue and known cost by year.
with chosen as (
    select customer_key, customer_id, acquired_on, first_order_on
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
)
select
    chosen.customer_id,
    chosen.first_order_on,
    sum(case when customer_month.month >= date_trunc('month', cast($end as date)) - interval 11 month
        then customer_month.orders else 0 end) as orders,
    sum(case when customer_month.month < date_trunc('month', cast($end as date)) - interval 11 month
        then customer_month.orders else 0 end) as orders_the_year_before,
    sum(customer_month.revenue) as revenue,
    sum(customer_month.known_cost) as known_cost,
    any_value(customers.acquisition_cost) as acquisition_cost
from chosen
join customer_month on customer_month.customer_key = chosen.customer_key
left join customers on customers.customer_key = chosen.customer_key
where customer_month.month between date_trunc('month', cast($end as date)) - interval 23 month and cast($end as date)
group by chosen.customer_id, chosen.first_order_on
order by chosen.customer_id
limit $row_limit offset $row_from
