"""Days, minutes and prices of the sixty months; moments are minutes since the first month until they are written."""

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import pandas as pd

from crm_core.demo.draws import Floats, Integers
from crm_core.demo.parameters import FIRST_MONTH, MONTH_STARTS, MONTHS
from crm_core.periods import add_months

DAY = 24 * 60
OPENING, CLOSING = 8 * 60, 19 * 60
END_MONTH = add_months(FIRST_MONTH, MONTHS)
LAST_DAY = END_MONTH - timedelta(days=1)
MONTH_MINUTES: Integers = np.array(
    [(start - FIRST_MONTH).days * DAY for start in (*MONTH_STARTS, END_MONTH)], dtype=np.int64
)
END: int = int(MONTH_MINUTES[-1])
NEVER: int = np.iinfo(np.int64).min
NOTHING = np.array(None, dtype=object)

YEARLY_INFLATION: Mapping[int, float] = {2021: 0.30, 2022: 0.62, 2023: 0.60, 2024: 0.45, 2025: 0.32, 2026: 0.25}


def moments(minutes: Integers) -> pd.Series:
    """Minutes since the first month as timestamps; :data:`NEVER` is an empty cell."""
    stamps = pd.Series(np.datetime64(FIRST_MONTH, "m") + minutes.astype("timedelta64[m]")).astype("datetime64[us]")
    return stamps.mask(pd.Series(minutes == NEVER))


def days(minutes: Integers) -> pd.Series:
    """The days of the minutes, as timestamps at midnight."""
    return moments(np.where(minutes == NEVER, NEVER, minutes - minutes % DAY))


def in_opening_hours(generator: np.random.Generator, month: Integers, until_day: int | None = None) -> Integers:
    """A random minute of each month, on any day (up to ``until_day``) while the doors are open."""
    first, after = MONTH_MINUTES[month], MONTH_MINUTES[month + 1]
    days_in_month = (after - first) // DAY if until_day is None else np.full(len(month), until_day)
    day = (generator.random(len(month)) * days_in_month).astype(np.int64)
    return first + day * DAY + generator.integers(OPENING, CLOSING, len(month))


def month_of(minutes: Integers) -> Integers:
    """Number of the month that each minute falls in."""
    return np.searchsorted(MONTH_MINUTES, minutes, side="right") - 1


def price_index() -> Floats:
    """Consumer prices of the months, 100 in the first; an invented path with the shape of a high-inflation economy."""
    growth = [(1.0 + YEARLY_INFLATION[start.year]) ** (1 / 12) for start in MONTH_STARTS[1:]]
    return np.round(100.0 * np.cumprod([1.0, *growth]), 4)


def price_level() -> Floats:
    """Prices of the months over those of the last: real money times this is the money of its day."""
    index = price_index()
    return index / index[-1]


def prices_sheet() -> pd.DataFrame:
    """The prices sheet: one row per month."""
    return pd.DataFrame({"month": moments(MONTH_MINUTES[:-1]), "index": price_index()})


def picked(generator: np.random.Generator, shares: Mapping[str, float], count: int) -> np.ndarray:
    """Words drawn with the given shares."""
    weights = np.array(list(shares.values()))
    edges = np.cumsum(weights / weights.sum())
    return np.array(list(shares), dtype=object)[
        np.minimum(np.searchsorted(edges, generator.random(count), side="right"), len(edges) - 1)
    ]
