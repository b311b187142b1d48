-- One row per membership of an external customer begun up to $until: whose, programme, days run, days since then, whether it has ended.
select
    programmes.customer_key,
    programmes.programme,
    cast(date_diff('day', programmes.started_at, least(coalesce(programmes.ended_at, $until), $until)) as integer) as days,
    cast(date_diff('day', programmes.started_at, $until) as integer) as age,
    programmes.ended_at is not null and programmes.ended_at <= $until as is_ended
from programmes
join external_customers() as member on member.customer_key = programmes.customer_key
where programmes.started_at <= $until
    and coalesce(lower(programmes.arm), '') not in ('control', 'kontrol')
order by programmes.programme, programmes.started_at, programmes.customer_key
