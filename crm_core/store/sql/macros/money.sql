-- What makes amounts comparable: the worth of money over the months, and what serving costs where the data do not say.

-- One row per month of the price table: what turns its money into that of the table's last month.
create or replace macro price_factors() as table
    select
        month,
        last_value(price_index) over (order by month rows between unbounded preceding and unbounded following)
            / price_index as factor
    from prices;

-- What handling one order costs; nothing where nobody entered it.
create or replace macro cost_of_one_order() as (
    select coalesce(max(cost), 0) from unit_costs where kind = 'order'
);

-- One row per kind and channel of interaction whose unit cost is known: its own, or else that of the kind in any channel.
create or replace macro contact_unit_costs() as table
    with kinds as (
        select distinct kind from unit_costs where kind <> 'order'
    ),
    channels as (
        select unnest(['written', 'spoken', 'visual', 'face-to-face', 'unknown']) as channel
    )
    select kinds.kind, channels.channel, coalesce(own_cost.cost, any_channel.cost) as cost
    from kinds
    cross join channels
    left join unit_costs as own_cost
        on own_cost.kind = kinds.kind and own_cost.channel = channels.channel
    left join unit_costs as any_channel
        on any_channel.kind = kinds.kind and any_channel.channel = 'unknown'
    where coalesce(own_cost.cost, any_channel.cost) is not null;
