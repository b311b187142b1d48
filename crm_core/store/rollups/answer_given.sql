-- One row per answer of an external customer to a score question (nps, csat, ces) about our own brand. superseded_on is the day of the
-- same customer's next answer to it on the same scale, so that the latest answers of any period need no sorting: those given in it
-- and superseded after it or never. Points are the score turned so that higher is better.
with own_answers as (
    select
        surveys.kind,
        surveys.answered_on,
        lead(surveys.answered_on) over (
            partition by surveys.kind, surveys.customer_key, surveys.scale_min, surveys.scale_max
            order by surveys.answered_on, surveys.answered_at nulls first, surveys.load_id, surveys.row_number
        ) as superseded_on,
        surveys.answered_at,
        surveys.customer_key,
        surveys.scale_min,
        surveys.scale_max,
        case
            when surveys.higher_is_better then surveys.score else surveys.scale_min + surveys.scale_max - surveys.score
        end as points
    from surveys
    where surveys.kind in ('nps', 'csat', 'ces')
        and surveys.brand is null
        and surveys.answered_on is not null
)
select
    own_answers.kind,
    own_answers.answered_on,
    own_answers.superseded_on,
    own_answers.answered_at,
    own_answers.customer_key,
    own_answers.scale_min,
    own_answers.scale_max,
    own_answers.points,
    customer.sector,
    customer.region,
    customer.capacity,
    customer.acquisition_channel,
    coalesce(customer_tier.tier, 'none') as tier
from own_answers
join customer on customer.customer_key = own_answers.customer_key
left join customer_tier on customer_tier.customer_key = own_answers.customer_key
where customer.customer_type = 'external'
order by own_answers.kind, own_answers.answered_on
