-- Where orders come from: the campaigns' declared orientations, and the source of an order of the kind that a reader compares.

-- One row per campaign: its orientation, empty where its months do not agree.
create or replace macro campaign_orientations() as table
    select campaign, case when count(distinct coalesce(orientation, '')) = 1 then min(orientation) end as orientation
    from campaigns
    group by campaign;

-- The source of one order; empty where the order names none.
create or replace macro source_of_order(kind_of_source, own_campaign, own_orientation, own_channel, won_through) as
    coalesce(case kind_of_source
        when 'orientation' then case when own_campaign is not null then coalesce(own_orientation, 'unmarked') end
        when 'campaign' then own_campaign
        when 'channel' then own_channel
        else won_through
    end, '');
