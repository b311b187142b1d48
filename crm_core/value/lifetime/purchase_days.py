"""Buying histories from order lines: a purchase is a day that left more than was given back. Asks no database.

What was given back on the day of a purchase is taken off it; a day that leaves nothing is no purchase. One sort of whole
numbers (customer and day side by side) says all about the days; amounts are added up as whole ten-thousandths, so that
sums are exact and the order of rows cannot matter.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

DAY_BITS = 20
DAY_PART = (1 << DAY_BITS) - 1
TEN_THOUSANDTHS = 1e4
FIRST_DAY = date(1970, 1, 1)


class _Lines(NamedTuple):
    """Order lines: customer, day since 1970, and whole ten-thousandths of money."""

    who: np.ndarray
    when: np.ndarray
    amounts: np.ndarray


def purchase_histories(
    lines: pd.DataFrame, until: date, cut: date, price_factors: pd.Series | None = None
) -> pd.DataFrame:
    """One row per customer, in the order of keys: history up to ``until``, and up to the earlier day ``cut``.

    ``lines`` have ``customer_key``, ``day_number`` (days since 1970) and ``amount``, below zero for what was given back.
    ``price_factors`` say by what amounts of a month are raised, by the number of months since 1970. Days since the first
    purchase are −1 before the cut where there was none by then.
    """
    given = _Lines(
        lines["customer_key"].to_numpy(),
        lines["day_number"].to_numpy(),
        np.rint(lines["amount"].to_numpy() * TEN_THOUSANDTHS),
    )
    who, when, amounts = _at_prices(_net_of_returns(given), price_factors)
    last_day, cut_day = (until - FIRST_DAY).days, (cut - FIRST_DAY).days
    buyers, days, starts = _purchases(who, when)
    ends = np.append(starts[1:], len(days))[: len(starts)]
    first = days[starts]
    size = int(buyers[-1]) + 1 if len(buyers) else 0
    first_of = np.zeros(size, dtype=when.dtype)
    first_of[buyers] = first

    def spent(is_meant: np.ndarray | None = None) -> np.ndarray:
        chosen = (who, amounts) if is_meant is None else (who[is_meant], amounts[is_meant])
        return np.bincount(*chosen, minlength=size)[buyers] / TEN_THOUSANDTHS

    is_early = days <= cut_day
    early = np.add.reduceat(is_early, starts, dtype=np.int64) if len(starts) else np.zeros(0, dtype=np.int64)
    last_early = np.where(early > 0, days[np.maximum(starts + early - 1, 0)] - first, -1)
    total = spent()
    return pd.DataFrame(
        {
            "customer_key": buyers,
            "repeats": ends - starts - 1,
            "last_day": days[ends - 1] - first,
            "age": last_day - first,
            "spent": total,
            "repeat_spent": np.rint((total - spent(when == first_of[who])) * TEN_THOUSANDTHS) / TEN_THOUSANDTHS,
            "repeats_before_cut": early - 1,
            "last_day_before_cut": last_early,
            "spent_before_cut": spent(when <= cut_day),
        }
    )


def _net_of_returns(given: _Lines) -> _Lines:
    """The lines of days without a return as they are; of each other day one line of what it left, if it left anything.

    Few days have a return: only lines of customers who ever gave anything back are looked at.
    """
    is_return = given.amounts < 0
    if not is_return.any():
        return given
    has_returned = np.zeros(int(given.who.max()) + 1, dtype=bool)
    has_returned[given.who[is_return]] = True
    theirs = np.flatnonzero(has_returned[given.who])
    earliest = int(given.when.min())
    days = (given.who[theirs].astype(np.int64) << DAY_BITS) | (given.when[theirs] - earliest)
    returned = np.unique(days[is_return[theirs]])
    at = np.minimum(np.searchsorted(returned, days), len(returned) - 1)
    is_of_day = returned[at] == days
    left = np.bincount(at[is_of_day], given.amounts[theirs[is_of_day]], len(returned))
    is_untouched = np.ones(len(given.who), dtype=bool)
    is_untouched[theirs[is_of_day]] = False
    bought = returned[left > 0]
    return _Lines(
        np.append(given.who[is_untouched], (bought >> DAY_BITS).astype(given.who.dtype)),
        np.append(given.when[is_untouched], ((bought & DAY_PART) + earliest).astype(given.when.dtype)),
        np.append(given.amounts[is_untouched], left[left > 0]),
    )


def _at_prices(given: _Lines, factors: pd.Series | None) -> _Lines:
    """The lines at the prices of one month, each amount rounded to whole ten-thousandths again."""
    if factors is None or not len(given.who):
        return given
    first, last = int(given.when.min()), int(given.when.max())
    months = np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[M]").astype(int)
    factor_of = factors.reindex(months).to_numpy(float)
    return given._replace(amounts=np.rint(given.amounts * factor_of[given.when - first]))


def _purchases(who: np.ndarray, when: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The customers in order, the days of all their purchases one after the other, and where each customer's begin."""
    earliest = int(np.min(when, initial=0))
    purchases = who.astype(np.int64) << DAY_BITS
    purchases |= when - earliest
    purchases.sort()
    is_new = np.empty(len(purchases), dtype=bool)
    is_new[:1] = True
    np.not_equal(purchases[1:], purchases[:-1], out=is_new[1:])
    purchases = purchases[is_new]
    customers = purchases >> DAY_BITS
    is_first = np.empty(len(purchases), dtype=bool)
    is_first[:1] = True
    np.not_equal(customers[1:], customers[:-1], out=is_first[1:])
    starts = np.flatnonzero(is_first)
    return (
        customers[starts].astype(who.dtype),
        (purchases & DAY_PART).astype(when.dtype) + earliest,
        starts,
    )
