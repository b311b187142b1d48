"""Whether a period of months differs from another by more than its months differ anyway. Pure; refuses thin periods."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

CONFIDENCE = 0.95
POWER = 0.80
FEWEST_MONTHS = 3

Gathered = Literal["sum", "mean"]


@dataclass(frozen=True)
class Change:
    """A difference between two periods. ``is_change`` is None where it was not judged."""

    difference: float
    low: float | None = None
    high: float | None = None
    is_change: bool | None = None
    smallest_detectable: float | None = None


def change_of_months(months: np.ndarray, months_before: np.ndarray, gathered: Gathered) -> Change:
    """Paired t interval over the months of two periods, first with first, last with last.

    Held against the year before (or twelve months against the twelve before) each month meets its own month, so the
    season falls out. Twelve differences carry their own scatter; where the 95 % interval holds zero the change is
    noise. Not judged below three pairs or between periods of different length. ``smallest_detectable`` is the
    difference that would be found four times in five.
    """
    difference = _gathered(months, gathered) - _gathered(months_before, gathered)
    if len(months) != len(months_before):
        return Change(difference)
    pairs = months - months_before
    pairs = pairs[~np.isnan(pairs)]
    count = len(pairs)
    if count < FEWEST_MONTHS:
        return Change(difference)
    weight = count if gathered == "sum" else 1
    error = weight * float(pairs.std(ddof=1)) / count**0.5
    reach = float(student.ppf(0.5 + CONFIDENCE / 2, count - 1))
    low, high = difference - reach * error, difference + reach * error
    power = float(student.ppf(POWER, count - 1))
    return Change(difference, low, high, bool(low > 0 or high < 0), (reach + power) * error)


def headline(
    months: np.ndarray, months_before: np.ndarray | None, gathered: Gathered, n: int, n_before: int | None
) -> dict[str, Any]:
    """The totals that every monthly headline carries; ``months_before`` None means that nothing is compared."""
    is_nothing = np.isnan(months).all()
    totals: dict[str, Any] = {
        "value": None if is_nothing else _gathered(months, gathered),
        "n": n,
        "low": None,
        "high": None,
        "previous": None,
        "previous_n": None,
        "difference": None,
        "difference_low": None,
        "difference_high": None,
        "is_change": None,
        "smallest_detectable": None,
    }
    if months_before is None or is_nothing or np.isnan(months_before).all():
        return totals
    change = change_of_months(months, months_before, gathered)
    return totals | {
        "previous": _gathered(months_before, gathered),
        "previous_n": n_before,
        "difference": change.difference,
        "difference_low": change.low,
        "difference_high": change.high,
        "is_change": change.is_change,
        "smallest_detectable": change.smallest_detectable,
    }


def wilson(successes: np.ndarray, trials: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % Wilson interval of a share (Wilson 1927); nothing where nobody was counted."""
    counted = np.where(trials > 0, trials, np.nan).astype(float)
    z = float(norm.ppf(0.5 + CONFIDENCE / 2))
    share = successes / counted
    centre = (share + z**2 / (2 * counted)) / (1 + z**2 / counted)
    half = z / (1 + z**2 / counted) * np.sqrt(share * (1 - share) / counted + z**2 / (4 * counted**2))
    return centre - half, centre + half


def _gathered(months: np.ndarray, gathered: Gathered) -> float:
    present = months[~np.isnan(months)]
    if not len(present):
        return float("nan")
    return float(present.sum() if gathered == "sum" else present.mean())
