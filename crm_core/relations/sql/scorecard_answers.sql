-- One row per chosen customer who answered: the latest CSAT before $landmark (0 to 1), and the latest CSAT, NPS, CES and
-- share of wallet of [landmark, until). Wallet: Wallet Allocation Rule over the brands rated on the same day.
with chosen as (
    select customer_key
    from chosen_customers($sectors, $regions, $capacities, $tiers, $attributes)
    where acquired_on <= cast($landmark as date) - 180
),
answered as (
    select
        surveys.customer_key,
        surveys.kind,
        surveys.attribute,
        surveys.brand,
        surveys.answered_on,
        row(surveys.answered_at, surveys.row_number) as place,
        surveys.answered_on >= cast($landmark as date) as is_after,
        surveys.score,
        surveys.scale_max,
        level_of_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as level,
        is_satisfied_answer(surveys.score, surveys.scale_min, surveys.scale_max, surveys.higher_is_better) as is_top
    from surveys
    semi join chosen on chosen.customer_key = surveys.customer_key
    where surveys.score is not null
        and surveys.answered_on >= cast($landmark as date) - 730 and surveys.answered_on < cast($until as date)
),
rated as (
    select
        ours.customer_key,
        ours.place,
        1 + count(*) filter (where other.level > ours.level) + 0.5 * count(*) filter (where other.level = ours.level)
            as own_rank,
        count(*) + 1 as brands
    from answered as ours
    join answered as other
        on other.customer_key = ours.customer_key and other.kind = ours.kind and other.answered_on = ours.answered_on
            and other.attribute is not distinct from ours.attribute and other.brand is not null
    where ours.brand is null and ours.is_after
    group by ours.customer_key, ours.place
),
wallets as (
    select customer_key, arg_max((1 - own_rank / (brands + 1)) * 2 / brands, place) as wallet
    from rated
    group by customer_key
)
select
    answered.customer_key,
    cast(arg_max(level, place) filter (where kind = 'csat' and not is_after) as double) as csat_before,
    cast(arg_max(cast(is_top as integer), place) filter (where kind = 'csat' and is_after) as double) as csat,
    cast(arg_max(case when score >= 9 then 100 when score <= 6 then -100 else 0 end, place)
        filter (where kind = 'nps' and is_after and scale_max = 10) as double) as nps,
    cast(arg_max(1 + 6 * level, place) filter (where kind = 'ces' and is_after and scale_max = 7) as double) as ces,
    cast(any_value(wallets.wallet) as double) as wallet
from answered
left join wallets on wallets.customer_key = answered.customer_key
where answered.brand is null
group by answered.customer_key
order by answered.customer_key
