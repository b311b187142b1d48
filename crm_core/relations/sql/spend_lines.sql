-- One row per stored line of campaign spending in the months of the period [start, end].
select campaign, period, spend, orientation, objective
from campaigns
where period >= date_trunc('month', cast($start as date)) and period <= cast($end as date)
order by period, campaign
limit $row_limit
