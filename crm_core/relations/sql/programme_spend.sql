-- One row: money spent on the campaign of the programme's name in the months of [starts_on, until), in that of the price
-- table's last month, and the days of all its members (those held back left out) in these days.
with spent as (
    select sum(campaigns.spend * coalesce(factors.factor, 1)) as spend
    from campaigns
    left join price_factors() as factors on factors.month = cast(date_trunc('month', campaigns.period) as date)
    where campaigns.campaign = $programme
        and campaigns.period >= date_trunc('month', cast($starts_on as date)) and campaigns.period < cast($until as date)
),
lived as (
    select sum(greatest(0, coalesce(least(ended_at + 1, cast($until as date)), cast($until as date))
        - greatest(started_at, cast($starts_on as date)))) as member_days
    from programmes
    where programme = $programme and coalesce(lower(arm), '') not in ('control', 'kontrol')
)
select cast(coalesce(spent.spend, 0) as double) as spend, cast(coalesce(lived.member_days, 0) as bigint) as member_days
from spent
cross join lived
