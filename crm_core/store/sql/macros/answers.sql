-- How answers are read whatever their scale and its direction, what was asked, and what the customer met before.

-- From 0 (worst) to 1 (best).
create or replace macro level_of_answer(score, scale_min, scale_max, higher_is_better) as
    case when higher_is_better then score - scale_min else scale_max - score end / (scale_max - scale_min);

-- From 0 (worst) to 100 (best).
create or replace macro points_of_answer(score, scale_min, scale_max, higher_is_better) as
    100 * case when higher_is_better then score - scale_min else scale_max - score end / (scale_max - scale_min);

-- The score on its own scale, turned so that higher is better.
create or replace macro turned_score(score, scale_min, scale_max, higher_is_better) as
    case when higher_is_better then score else scale_min + scale_max - score end;

-- Whether it is one of the two best answers of the scale.
create or replace macro is_satisfied_answer(score, scale_min, scale_max, higher_is_better) as
    case when higher_is_better then score >= scale_max - 1 else score <= scale_min + 1 end;

-- The moment of an answer; where only its day is known, the end of that day, so that its contacts come before it.
create or replace macro moment_of_answer(given_at, given_on) as coalesce(given_at, cast(given_on as timestamp) + interval 1 day);

-- One row per interaction of these days that names the department, employee or channel (kind_of_touch) that the customer met.
create or replace macro touches_between(kind_of_touch, first_day, last_day) as table
    select
        customer_key,
        occurred_at,
        case kind_of_touch when 'employee' then employee when 'contact_channel' then channel else department end as met
    from interactions
    where occurred_on between cast(first_day as date) and cast(last_day as date)
        and met is not null;

-- One row per invitation of these days: rows of one customer with one moment of invitation, however many questions it asked.
create or replace macro invitations_between(first_day, last_day) as table
    select customer_key, invited_at, max(case when score is not null then 1 else 0 end) as is_answered
    from surveys
    where brand is null
        and invited_at >= cast(first_day as timestamp)
        and invited_at < cast(last_day as timestamp) + to_days(1)
    group by customer_key, invited_at;
