"""Cohorts month by month: sums of the store turned into shares and money per customer. Pure; refuses to fill what is not known.

A cell counts only customers won long enough ago for the whole month to be over. Where nobody was, the month still running
stands in and is marked, so that it is not read as a fall.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from crm_core.periods import month_end, months_between
from crm_core.value.change import wilson
from crm_core.value.waiting import Z

SHARES = ("retention", "repeat")
MONEY = ("revenue", "margin")
MEASURES = (*SHARES, *MONEY)
BY_DATE = ("month", "quarter")
FULL, GREY = 30, 10
EPOCH = date(1900, 1, 1)
COLUMNS = (
    "cohort", "months_since", "value", "low", "high", "n", "customers", "size", "is_unfinished", "reading"
)  # fmt: skip


@dataclass(frozen=True)
class Lived:
    """Sums by group, month of first order (cohort) and months since; ``size`` is the customers of group and cohort."""

    groups: tuple[str, ...]
    cohorts: tuple[date, ...]
    sums: dict[str, np.ndarray]
    last_day: date

    @property
    def ages(self) -> int:
        """Months that the oldest cohort has lived, the running one and its first included."""
        return months_between(self.cohorts[0], self.last_day) + 1 if self.cohorts else 0

    @property
    def size(self) -> np.ndarray:
        """Customers by group and cohort: all of them ordered in month 0."""
        return self.sums["active"][:, :, 0]

    def finished(self) -> np.ndarray:
        """By cohort and age: whether that month is over."""
        return self._months() <= months_between(EPOCH, self.last_day) - (self.last_day != month_end(self.last_day))

    def begun(self) -> np.ndarray:
        """By cohort and age: whether that month has begun."""
        return self._months() <= months_between(EPOCH, self.last_day)

    def _months(self) -> np.ndarray:
        """By cohort and age: the calendar month, counted from one that lies before all data."""
        starts = np.array([months_between(EPOCH, cohort) for cohort in self.cohorts], dtype=int)
        return starts[:, None] + np.arange(self.ages)

    def only(self, is_kept: np.ndarray, ages: int) -> "Lived":
        """The same with some cohorts' customers left out and no month beyond ``ages``."""
        kept = {name: values[:, is_kept, :ages] for name, values in self.sums.items()}
        cohorts = tuple(cohort for cohort, keep in zip(self.cohorts, is_kept, strict=True) if keep)
        return Lived(self.groups, cohorts, kept, self.last_day)


def lived(counted: pd.DataFrame, by: str, names: tuple[str, ...], last_day: date) -> Lived:
    """The sums of ``counted`` (member, cohort, months_since and ``names``) as arrays, none of them beyond the last day."""
    cohorts = sorted({month.date() for month in counted["cohort"]})
    groups = _group_names(counted, by)
    wanted = sorted(set(groups)) if by in BY_DATE else _largest_first(counted, groups)
    ages = months_between(cohorts[0], last_day) + 1 if cohorts else 0
    age = counted["months_since"].to_numpy(int)
    is_known = (age >= 0) & (age < ages)
    places = (
        np.searchsorted(np.array(sorted(wanted)), groups)[is_known],
        np.searchsorted(np.array(cohorts, dtype="datetime64[D]"), counted["cohort"].to_numpy("datetime64[D]"))[
            is_known
        ],
        age[is_known],
    )
    order = [sorted(wanted).index(group) for group in wanted]
    sums = {}
    for name in names:
        values = np.zeros((len(wanted), len(cohorts), ages))
        np.add.at(values, places, counted[name].to_numpy(float)[is_known])
        sums[name] = values[order]
    return Lived(tuple(wanted), tuple(cohorts), sums, last_day)


def with_equal_time(all_lived: Lived, months: int) -> tuple[Lived, int]:
    """Only cohorts whose first ``months`` months after the first are all over, and those months; and how many were left out."""
    if not all_lived.cohorts:
        return all_lived, 0
    if months >= all_lived.ages:
        nobody = np.zeros(len(all_lived.cohorts), dtype=bool)
        return all_lived.only(nobody, 0), len(all_lived.cohorts)
    is_kept = all_lived.finished()[:, months]
    return all_lived.only(is_kept, months + 1), int((~is_kept).sum())


def cell_rows(known: Lived, measure: str, by: str) -> pd.DataFrame:
    """One row per group and months since: value with 95 % interval, n, customers counted, unfinished or not, reading."""
    if not known.cohorts or not known.groups:
        return pd.DataFrame(columns=list(COLUMNS))
    ages = known.sums["active"].shape[2]
    size = known.size[:, :, None]
    finished, begun = known.finished()[:, :ages], known.begun()[:, :ages]
    base = np.einsum("gc,ca->ga", size[:, :, 0], finished)
    running = np.einsum("gc,ca->ga", size[:, :, 0], begun)
    is_running = (base == 0) & (running > 0)
    mask = np.where(is_running[:, None, :], begun[None], finished[None])
    n = (size * mask).sum(axis=1)
    total, square = _sums_of(known, measure)
    summed = (total * mask).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = summed / n
        if measure in SHARES:
            low, high = wilson(summed, n)
        else:
            spread = np.sqrt(np.maximum((square * mask).sum(axis=1) - n * value**2, 0) / (n - 1) / n)
            low, high = value - Z * spread, value + Z * spread
    is_part = is_running | ((n < running) & (by == "quarter"))
    return _as_rows(known, value, low, high, n, summed if measure in SHARES else None, is_part, running)


def _sums_of(known: Lived, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """What is summed over customers by group, cohort and age, and its squares over customers."""
    sums = known.sums
    if measure == "retention":
        return sums["active"], sums["active"]
    if measure == "repeat":
        return sums["came_again"].cumsum(axis=2), sums["active"]
    if measure == "revenue":
        return sums["revenue"], sums["revenue_square"]
    return sums["margin"].cumsum(axis=2), sums["margin_square"].cumsum(axis=2)


def _as_rows(
    known: Lived,
    value: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    n: np.ndarray,
    counted: np.ndarray | None,
    is_part: np.ndarray,
    running: np.ndarray,
) -> pd.DataFrame:
    groups, ages = value.shape
    reading = np.select([n >= FULL, n >= GREY], ["full", "grey"], default="hidden")
    is_hidden = reading == "hidden"
    rows = pd.DataFrame(
        {
            "cohort": np.repeat(np.array(known.groups, dtype=object), ages),
            "months_since": np.tile(np.arange(ages), groups),
            "value": np.where(is_hidden, np.nan, value).ravel(),
            "low": np.where(is_hidden, np.nan, low).ravel(),
            "high": np.where(is_hidden, np.nan, high).ravel(),
            "n": n.ravel().astype("int64"),
            "customers": (n * np.nan if counted is None else np.where(is_hidden, np.nan, counted)).ravel(),
            "size": np.repeat(known.size.sum(axis=1), ages).astype("int64"),
            "is_unfinished": is_part.ravel(),
            "reading": reading.ravel(),
        }
    )
    return rows.loc[(running > 0).ravel()].reset_index(drop=True).reindex(columns=list(COLUMNS))


def _group_names(counted: pd.DataFrame, by: str) -> np.ndarray:
    """The group of each row: its month or quarter as text, or its member."""
    if by == "month":
        return np.array([f"{month:%Y-%m}" for month in counted["cohort"]], dtype=object)
    if by == "quarter":
        return np.array([f"{month:%Y}-{(month.month + 2) // 3}" for month in counted["cohort"]], dtype=object)
    return counted["member"].to_numpy(object)


def _largest_first(counted: pd.DataFrame, groups: np.ndarray) -> list[str]:
    """Members by their customers, the largest first; "all others" and "not given" last."""
    is_start = counted["months_since"].to_numpy(int) == 0
    sizes = counted["active"].to_numpy(float) * is_start
    names, places = np.unique(groups.astype(str), return_inverse=True)
    of = dict(zip(names.tolist(), np.bincount(places, weights=sizes).tolist(), strict=True)) if len(names) else {}
    return sorted(of, key=lambda name: (name in ("", "*"), -of[name], name))
