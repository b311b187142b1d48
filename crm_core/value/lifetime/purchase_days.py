"""Buying histories from sold lines: a purchase is a day with a line above zero, all of it together. Asks no database.

One sort of whole numbers (customer and day side by side) says all about the days; amounts are added up as whole
ten-thousandths, so that sums are exact and the order of rows cannot matter.
"""

from datetime import date

import numpy as np
import pandas as pd

DAY_BITS = 20
TEN_THOUSANDTHS = 1e4
FIRST_DAY = date(1970, 1, 1)


def purchase_histories(lines: pd.DataFrame, until: date, cut: date) -> pd.DataFrame:
    """One row per customer, in the order of keys: history up to ``until``, and up to the earlier day ``cut``.

    ``lines`` have ``customer_key``, ``day_number`` (days since 1970) and ``amount``. Days since the first purchase are
    −1 before the cut where there was none by then.
    """
    who, when = lines["customer_key"].to_numpy(), lines["day_number"].to_numpy()
    amounts = np.rint(lines["amount"].to_numpy() * TEN_THOUSANDTHS)
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
        (purchases & ((1 << DAY_BITS) - 1)).astype(when.dtype) + earliest,
        starts,
    )
