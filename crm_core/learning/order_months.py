"""How long customers are silent between two months with an order: counted once for each kind of customer, whatever is asked.

A customer is active in the month of an order and the quiet months that follow it; so many later it is lost, and with its next
order it comes back. Only the months between two orders say so, and few numbers hold them.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.periods import add_months, months_between
from crm_core.store import Kept, Workspace, begins, kinds_of, named_sql, segment_of

MONTH_BITS = 20
MOST_NUMBERS_KEPT = 8_000_000
NEVER = 0
NAME = "learning/bucket_start"


@dataclass(frozen=True)
class Silences:
    """Months with an order alike in kind of customer, month, months until the next one (``NEVER``: none), and being a first.

    ``customers`` says how many there are of each.
    """

    kinds: np.ndarray
    months: np.ndarray
    until_next: np.ndarray
    is_first: np.ndarray
    customers: np.ndarray

    def __len__(self) -> int:
        return 1 + 5 * len(self.kinds)

    def of_kinds(self, kinds: np.ndarray) -> "Silences":
        """Those of these kinds of customers."""
        own = np.isin(self.kinds, kinds)
        columns = (self.kinds, self.months, self.until_next, self.is_first, self.customers)
        return Silences(*(column[own] for column in columns))


_kept: Kept[Silences] = Kept(MOST_NUMBERS_KEPT)


def silences_of(workspace: Workspace, filters: Filters) -> tuple[Silences, tuple[Query, ...]]:
    """The silences of the reader's segment, and the queries that told them."""
    segment = segment_of(workspace, filters)
    place = (str(workspace.path), workspace.state().build_id)
    queries = (*segment.queries, Query(NAME, named_sql(NAME), {}))
    if filters.attributes and segment.is_chosen is not None:
        one_kind = np.where(segment.is_chosen, 0, -1)
        return _kept.of((*place, filters.segment), lambda: _read(workspace, one_kind)), queries
    everybody = _kept.of(place, lambda: _read(workspace, kinds_of(workspace).number_of))
    return everybody if segment.kinds is None else everybody.of_kinds(segment.kinds), queries


def counted_silences(customers: np.ndarray, months: np.ndarray, kind_of: np.ndarray) -> Silences:
    """Silences of customers by key, whose months may come in any order; ``kind_of`` has the kind of each key, below zero if not asked."""
    is_asked = np.append(kind_of, -1)[np.minimum(customers, len(kind_of))] >= 0
    packed = np.sort((customers[is_asked].astype(np.int64) << MONTH_BITS) | months[is_asked])
    owners, ordered = packed >> MONTH_BITS, packed & ((1 << MONTH_BITS) - 1)
    is_first = begins(owners)
    is_last = np.append(is_first[1:], True)[: len(is_first)]
    until_next = np.where(is_last, NEVER, np.diff(ordered, append=0))
    since = int(ordered.min(initial=1 << MONTH_BITS))
    size = (
        int(kind_of.max(initial=0)) + 1,
        int(ordered.max(initial=since)) - since + 1,
        int(until_next.max(initial=0)) + 1,
        2,
    )
    alike = np.ravel_multi_index((kind_of[owners], ordered - since, until_next, is_first.astype(int)), size)
    if np.prod(size, dtype=float) <= MOST_NUMBERS_KEPT:
        counts = np.bincount(alike)
        found = np.flatnonzero(counts)
        counts = counts[found]
    else:
        found, counts = np.unique(alike, return_counts=True)
    kinds, places, gaps, first = np.unravel_index(found, size)
    return Silences(kinds, places + since, gaps, first == 1, counts)


def ledger_of(silences: Silences, quiet: int, first: date, last: date) -> pd.DataFrame:
    """One row per month from the first to the last: customers at its start, won, come back and lost in it, and at its end.

    Without a new order a customer is lost in the month after the quiet ones, and comes back in the month of the next order.
    """
    begin, end = _number(first), _number(last)
    is_lost = (silences.until_next == NEVER) | (silences.until_next > quiet)
    is_returned = silences.until_next > quiet
    moves = {
        "acquired": (silences.months, silences.is_first),
        "returned": (silences.months + silences.until_next, is_returned),
        "lost": (silences.months + quiet, is_lost),
    }
    earliest = min(int(silences.months.min(initial=begin)), begin)
    counts = {name: _by_month(silences, months, counted, earliest, end) for name, (months, counted) in moves.items()}
    change = counts["acquired"] + counts["returned"] - counts["lost"]
    at_end = np.cumsum(change)
    shown = slice(begin - earliest, None)
    months = [add_months(first, step) for step in range(months_between(first, last) + 1)]
    return pd.DataFrame(
        {
            "month": pd.to_datetime(months).astype("datetime64[us]"),
            "at_start": (at_end - change)[shown],
            **{name: count[shown] for name, count in counts.items()},
            "at_end": at_end[shown],
        }
    )


def _read(workspace: Workspace, kind_of: np.ndarray) -> Silences:
    with workspace.session() as session:
        rows = session.arrow(named_sql(NAME))
    return counted_silences(rows["customer_key"].to_numpy(), rows["month_number"].to_numpy(), kind_of)


def _by_month(silences: Silences, months: np.ndarray, is_counted: np.ndarray, first: int, last: int) -> np.ndarray:
    """Customers counted in each month from the first to the last."""
    counted = is_counted & (months <= last)
    weights = silences.customers[counted]
    return np.bincount(months[counted] - first, weights, last - first + 1).astype(np.int64)


def _number(month: date) -> int:
    """The month counted from the year 0."""
    return 12 * month.year + month.month - 1
