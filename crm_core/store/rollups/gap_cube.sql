-- One row per segment, tier, month of a purchase, whether it was the first, days until the next, and whether none has followed yet.
-- Where none has followed, the days are those up to the last day of the data.
select
    customer_journey.sector,
    customer_journey.region,
    customer_journey.capacity,
    customer_journey.tier,
    cast(date_trunc('month', purchase_gap.from_on) as date) as month,
    purchase_gap.is_first,
    cast(coalesce(purchase_gap.days, terms.as_of - purchase_gap.from_on) as integer) as days,
    purchase_gap.days is null as is_open,
    cast(count(*) as bigint) as gaps
from purchase_gap
join customer_journey on customer_journey.customer_key = purchase_gap.customer_key
cross join (select max(as_of) as as_of from value_terms) as terms
group by
    customer_journey.sector,
    customer_journey.region,
    customer_journey.capacity,
    customer_journey.tier,
    cast(date_trunc('month', purchase_gap.from_on) as date),
    purchase_gap.is_first,
    cast(coalesce(purchase_gap.days, terms.as_of - purchase_gap.from_on) as integer),
    purchase_gap.days is null
