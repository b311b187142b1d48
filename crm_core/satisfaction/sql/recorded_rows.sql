-- One row: rows of interactions and of invitations (own brand) that the workspace holds, whatever the filters.
select
    (select count(*) from interactions) as interactions,
    (select count(*) from surveys where invited_at is not null and brand is null) as invitations
