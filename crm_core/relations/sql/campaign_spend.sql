-- One row per campaign and month of spending in the months of the period [start, end]: declared orientation and money, nominal
-- and in that of the price table's last month.
select
    campaigns.campaign,
    cast(date_trunc('month', campaigns.period) as date) as month,
    case when count(distinct coalesce(campaigns.orientation, '')) = 1 then min(campaigns.orientation) end as orientation,
    min(campaigns.objective) as objective,
    cast(sum(campaigns.spend) as double) as nominal_spend,
    cast(sum(campaigns.spend * coalesce(factors.factor, 1)) as double) as spend
from campaigns
left join price_factors() as factors on factors.month = cast(date_trunc('month', campaigns.period) as date)
where campaigns.period >= date_trunc('month', cast($start as date)) and campaigns.period <= cast($end as date)
group by campaigns.campaign, cast(date_trunc('month', campaigns.period) as date)
order by month, campaigns.campaign
