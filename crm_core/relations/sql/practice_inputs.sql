-- One row: which inputs of the practice indicators the workspace holds before the window's end.
select
    exists (select 1 from transactions where ordered_on < cast($window_end as date)) as has_orders,
    exists (select 1 from transactions where ordered_on < cast($window_end as date) and campaign is not null)
        as has_campaigns,
    exists (select 1 from interactions where occurred_on < cast($window_end as date)) as has_interactions,
    exists (select 1 from interactions where occurred_on < cast($window_end as date) and stage is not null)
        as has_stages,
    exists (select 1 from interactions where occurred_on < cast($window_end as date) and kind = 'promise')
        as has_promises,
    exists (
        select 1 from interactions
        where occurred_on < cast($window_end as date) and kind = 'promise' and promised_at is not null
    ) as has_due_dates,
    exists (
        select 1 from interactions
        where occurred_on < cast($window_end as date) and kind <> 'contact' and department is not null
    ) as has_departments,
    exists (
        select 1 from programmes
        where orientation is not null and coalesce(lower(arm), '') not in ('control', 'kontrol')
    ) as has_declared
