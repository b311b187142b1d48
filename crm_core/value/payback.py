"""When customers have brought back what winning them cost: for the mean of a cohort, and customer by customer. Pure."""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.value.change import wilson
from crm_core.value.cohort_cells import FULL, GREY, Lived
from crm_core.value.waiting import Waited, waiting_curve

MATURE = 12
COLUMNS = (
    "group", "value", "low", "high", "n", "customers", "cost", "payback_months", "half_paid_months", "half_paid_low",
    "half_paid_high", "reading",
)  # fmt: skip


def payback_rows(known: Lived) -> pd.DataFrame:
    """One row per group with a known cost: share paid back by month 12 with Wilson's interval, and months to payback.

    ``known.sums`` hold ``costed`` (customers with a known cost), ``cost`` and ``profitable_12`` in month 0, ``paid``
    (customers by the month of their own payback) and ``margin_of_costed``.
    """
    rows = [_row(known, slice(place, place + 1), group) for place, group in enumerate(known.groups)]
    return pd.DataFrame([row for row in rows if row["customers"] > 0]).reindex(columns=list(COLUMNS))


def payback_totals(known: Lived) -> dict[str, Any]:
    """The same of all groups together."""
    whole = _row(known, slice(None), "")
    return {name: whole[name] for name in COLUMNS if name not in ("group", "reading")}


def _row(known: Lived, part: slice, group: str) -> dict[str, Any]:
    sums = {name: values[part].sum(axis=0) for name, values in known.sums.items()}
    costed, cost, profitable = (sums[name][:, 0] for name in ("costed", "cost", "profitable_12"))
    finished = known.finished()
    is_mature = finished[:, MATURE] if known.ages > MATURE else np.zeros(len(costed), dtype=bool)
    n, paid = int(costed[is_mature].sum()), float(profitable[is_mature].sum())
    low, high = wilson(np.array([paid]), np.array([n]))
    half, half_low, half_high = waiting_curve(_waited(costed, sums["paid"], finished)).day_of(0.5)
    reading = "full" if n >= FULL else "grey" if n >= GREY else "hidden"
    is_hidden = reading == "hidden"
    return {
        "group": group,
        "value": np.nan if is_hidden else paid / n,
        "low": np.nan if is_hidden else float(low[0]),
        "high": np.nan if is_hidden else float(high[0]),
        "n": n,
        "customers": int(costed.sum()),
        "cost": float(cost.sum() / costed.sum()) if costed.sum() else np.nan,
        "payback_months": _months_of_mean(costed, cost, sums["margin_of_costed"], finished),
        "half_paid_months": half,
        "half_paid_low": half_low,
        "half_paid_high": half_high,
        "reading": reading,
    }


def _months_of_mean(costed: np.ndarray, cost: np.ndarray, margin: np.ndarray, finished: np.ndarray) -> float:
    """First month in which the mean margin so far reaches the mean cost, of customers for whom it is over."""
    if costed.sum() < GREY:
        return np.nan
    n = costed @ finished
    so_far = (margin.cumsum(axis=1) * finished).sum(axis=0)
    reached = np.flatnonzero((n >= GREY) & (so_far >= cost @ finished))
    return float(reached[0]) if len(reached) else np.nan


def _waited(costed: np.ndarray, paid: np.ndarray, finished: np.ndarray) -> Waited:
    """Customers by the month of their payback, the others by the last month that is over for them."""
    over = finished.sum(axis=1)
    is_seen = over > 0
    happened = (paid * finished)[is_seen].sum(axis=0)
    left = costed[is_seen] - (paid * finished)[is_seen].sum(axis=1)
    unseen = np.bincount(over[is_seen] - 1, weights=left, minlength=finished.shape[1])
    return Waited(np.arange(finished.shape[1], dtype=float), happened, unseen)
