-- One row per external customer who said in a survey what share of its spending we have: the latest answer up to $end.
-- The question is an attribute of that name on a scale up to 100; an answer of nought says nothing of a buyer's wallet.
select
    surveys.customer_key,
    arg_max(cast(surveys.score as double) / 100, surveys.answered_on) as share_of_wallet
from surveys
join customer on customer.customer_key = surveys.customer_key
where surveys.kind = 'attribute'
    and surveys.brand is null
    and surveys.scale_max = 100
    and surveys.score > 0
    and surveys.answered_on <= cast($end as date)
    and lower(surveys.attribute) in ('share of wallet', 'wallet share', 'cüzdan payı', 'cüzdan payi', 'cuzdan payi')
    and customer.customer_type = 'external'
group by surveys.customer_key
order by surveys.customer_key
