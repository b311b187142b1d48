-- What a month of a customer's life says of it, said once for the cube and for the segments that the cube does not know. Formulas
-- of the month's own numbers, so that rollups may use them before any table stands.

create or replace macro is_first_month(orders, months_since) as orders > 0 and months_since = 0;

-- Whether the second purchase came in this month.
create or replace macro is_second_purchase(orders, months_since, second_age) as orders > 0 and months_since = second_age;

-- Whether the margin so far reached the cost of winning in this month; the first month counts only with a purchase.
create or replace macro is_payback(orders, months_since, payback_age) as
    (orders > 0 or months_since > 0) and months_since = payback_age;

-- Money to the cent, multiplied by itself.
create or replace macro square_of(amount) as cast(amount as decimal(18, 2)) * cast(amount as decimal(18, 2));

-- What the square of a sum grew by when it reached so_far with this step: step × (so_far + the sum before it).
create or replace macro growth_of_square(so_far, step) as
    cast(step as decimal(18, 2)) * cast(cast(so_far + (so_far - step) as decimal(18, 4)) as decimal(18, 2));
