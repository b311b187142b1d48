-- One row per day up to $until with a purchase: how many external customers bought on it and kept some of it.
select transactions.ordered_on, count(distinct transactions.customer_key) as purchases
from transactions
join customer on customer.customer_key = transactions.customer_key
anti join undone_days($until) as undone
    on undone.customer_key = transactions.customer_key and undone.ordered_on = transactions.ordered_on
where transactions.amount > 0
    and transactions.ordered_on <= $until
    and customer.customer_type = 'external'
group by transactions.ordered_on
order by transactions.ordered_on
