"""Months and purchase days of customers, summed from their order lines put in order of customer and day.

An order is one order number on one day, however many lines it has; one that only takes goods back is no order. Numbers
put in order are summed several times faster than a database groups millions of customers; no database is in sight here.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from crm_core.errors import WorkspaceFault
from crm_core.store.sorted_rows import begins, is_known, order_of, scaled
from crm_core.words import mark

MONEY = pa.decimal64(18, 4)
LARGEST = 10**18
MONTHS = pa.schema(
    [("customer_key", pa.int32()), ("month", pa.date32()), ("orders", pa.int64()), ("revenue", MONEY), ("returned", MONEY),
     ("known_cost", MONEY), ("uncosted_revenue", MONEY), ("discount", MONEY), ("first_order_on", pa.date32()),
     ("last_order_on", pa.date32())]
)  # fmt: skip
"""One row per customer and month with at least one order line."""
GAPS = pa.schema(
    [("customer_key", pa.int32()), ("from_on", pa.date32()), ("is_first", pa.bool_()), ("days", pa.int32())]
)
"""One row per customer and day with a purchase: the days until the next one, empty where none has followed yet."""
DAY_BITS, DAY_ZERO = 32, 1 << 31


class _Lines(NamedTuple):
    """Order lines in order of customer and day; money in whole ten-thousandths, zero where it is not known."""

    customers: np.ndarray
    days: np.ndarray
    orders: np.ndarray
    amounts: np.ndarray
    costs: np.ndarray | None
    uncosted: np.ndarray | None
    discounts: np.ndarray | None


def customer_months(lines: pa.Table) -> tuple[pa.Table, np.ndarray]:
    """Months of the customers of some order lines, and their purchase days as :func:`purchase_gaps` takes them.

    All lines of a customer and month must be among ``lines`` (rows of ``store/lines_of_span``).
    """
    if lines.num_rows == 0:
        return MONTHS.empty_table(), np.empty(0, np.int64)
    given = _in_order(lines)
    months = _months(given.days)
    starts = np.flatnonzero(begins(given.customers, months))
    is_sold = given.amounts > 0
    sold = np.flatnonzero(is_sold)
    is_new_day = begins(given.customers[sold], given.days[sold])
    is_ordered = np.zeros(len(months), dtype=bool)
    is_ordered[sold[_is_order(given.orders[sold], is_new_day)]] = True
    first_on, last_on = _first_and_last(given.days[sold], is_sold, starts)
    revenue = _summed(given.amounts, starts)
    table = pa.table(
        [
            given.customers[starts],
            pa.array(months[starts]).cast(pa.date32()),
            np.add.reduceat(is_ordered, starts, dtype=np.int64),
            revenue,
            _summed(np.minimum(given.amounts, 0), starts),
            _summed(given.costs, starts),
            revenue if given.uncosted is given.amounts else _summed(given.uncosted, starts),
            _summed(given.discounts, starts),
            first_on,
            last_on,
        ],
        schema=MONTHS,
    )
    bought = sold[is_new_day]
    customers, days = (column[bought].astype(np.int64) for column in (given.customers, given.days))
    return table, (customers << DAY_BITS) | (days + DAY_ZERO)


def purchase_gaps(purchase_days: Sequence[np.ndarray]) -> pa.Table:
    """Days between the purchases of each customer, of all its purchase days."""
    bought = np.sort(np.concatenate(purchase_days))
    customers = (bought >> DAY_BITS).astype(np.int32)
    days = ((bought & ((1 << DAY_BITS) - 1)) - DAY_ZERO).astype(np.int32)
    is_first = begins(customers)
    is_last = np.append(is_first[1:], True)[: len(is_first)]
    until_next = np.diff(days, append=np.int32(0))
    return pa.table([customers, days, is_first, pa.array(until_next, mask=is_last)], schema=GAPS)


def margins_so_far(months: pa.Table) -> pa.Array:
    """What each customer had brought up to the end of each of its months, in the order of the rows given."""
    margins = months.column("margin").combine_chunks()
    if not len(margins):
        return margins
    customers = _numbers(months, "customer_key")
    order = order_of(customers, _numbers(months, "month"))
    so_far = np.cumsum(scaled(margins)[order])
    starts = np.flatnonzero(begins(customers[order]))
    so_far -= np.repeat(np.append(0, so_far[starts[1:] - 1]), np.diff(starts, append=len(so_far)))
    in_place = np.empty_like(so_far)
    in_place[order] = so_far
    return _as_money(in_place)


def _in_order(lines: pa.Table) -> _Lines:
    customers, days = (_numbers(lines, name) for name in ("customer_key", "ordered_on"))
    order = order_of(customers, days)
    cost, discount = (lines.column(name).combine_chunks() for name in ("cost", "discount"))
    amounts = scaled(lines.column("amount").combine_chunks())[order]
    costs = uncosted = discounts = None
    if cost.null_count == len(cost):
        uncosted = amounts
    else:
        costs = scaled(cost)[order]
        uncosted = np.where(is_known(cost)[order], 0, amounts) if cost.null_count else None
    if discount.null_count < len(discount):
        discounts = scaled(discount)[order]
    numbers = _numbers(lines, "order_number")[order]
    return _Lines(customers[order], days[order], numbers, amounts, costs, uncosted, discounts)


def _months(days: np.ndarray) -> np.ndarray:
    """The first day of the month of each day, looked up among all days from the first to the last."""
    first = int(days.min())
    known = np.arange(first, int(days.max()) + 1).astype("datetime64[D]").astype("datetime64[M]")
    return known.astype("datetime64[D]").astype(np.int32)[days - first]


def _is_order(numbers: np.ndarray, is_new_day: np.ndarray) -> np.ndarray:
    """True for one line of every order among the lines sold.

    Lines of one order mostly follow each other; where three or more runs of a number lie on one day, one of them may
    come back, so these are put in order of the number.
    """
    is_order = is_new_day | begins(numbers)
    starts = np.flatnonzero(is_new_day)
    if not len(starts):
        return is_order
    is_doubtful = np.add.reduceat(is_order, starts, dtype=np.int32) > 2
    if is_doubtful.any():
        doubtful = np.flatnonzero(np.repeat(is_doubtful, np.diff(starts, append=len(numbers))))
        day, number = np.cumsum(is_new_day)[doubtful], numbers[doubtful]
        by_number = np.lexsort((number, day))
        is_order[doubtful[by_number]] = begins(day[by_number], number[by_number])
    return is_order


def _first_and_last(days_sold: np.ndarray, is_sold: np.ndarray, starts: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """First and last day with a line sold in each group; nothing where none was."""
    until = np.cumsum(np.add.reduceat(is_sold, starts, dtype=np.int64))
    since = np.append(0, until[:-1])
    has_none = until == since
    padded = np.append(days_sold, np.int32(0))
    first_on, last_on = (
        pa.array(found, pa.int32(), mask=has_none).cast(pa.date32()) for found in (padded[since], padded[until - 1])
    )
    return first_on, last_on


def _summed(values: np.ndarray | None, starts: np.ndarray) -> pa.Array:
    """Sum of each group as money; one that the store cannot hold is a fault."""
    if values is None:
        return _as_money(np.zeros(len(starts), np.int64))
    if max(abs(int(values.min())), int(values.max())) * len(values) >= LARGEST:
        _refuse_too_large(values, starts)
    return _as_money(np.add.reduceat(values, starts))


def _as_money(values: np.ndarray) -> pa.Array:
    """Whole ten-thousandths as money."""
    return pa.Array.from_buffers(MONEY, len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])


def _refuse_too_large(values: np.ndarray, starts: np.ndarray) -> None:
    if np.abs(np.add.reduceat(values.astype(float), starts)).max() >= LARGEST:
        raise WorkspaceFault(
            mark("The load would break the rule {rule}; nothing was stored."), rule="sums_beyond_a_hundred_trillion"
        )


def _numbers(lines: pa.Table, name: str) -> np.ndarray:
    """A column without empty cells; days as days since 1970."""
    column = lines.column(name).combine_chunks()
    return (column.cast(pa.int32()) if pa.types.is_date(column.type) else column).to_numpy()
