"""What changed and whether it is more than noise: differences with intervals, and what a sample can show at all.

A change is one only where its 95 % interval leaves out zero, so a false alarm comes in at most one of twenty quiet
comparisons. Pure; refuses to judge fewer than ten answers on either side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from crm_core.satisfaction.intervals import NOTHING, Estimate, Z

HIDDEN_BELOW = 10
"""Fewer answers than this are not shown: the value says little, and might tell who answered."""
FULL_FROM = 30
"""From this number of answers on a value is shown like any other; below it is grey and not ranked."""
POWER_Z = float(stats.norm.ppf(0.8))


@dataclass(frozen=True)
class Change:
    """A value against an earlier one. ``is_change`` is None where nothing can be compared or too few answered."""

    value: float | None
    previous: float | None
    difference: float | None
    low: float | None
    high: float | None
    is_change: bool | None
    smallest_detectable: float | None
    p_value: float | None = None


def reading(n: int) -> str:
    """How a value that rests on ``n`` answers may be read: ``full``, ``grey`` (10–29) or ``hidden`` (below 10)."""
    if n < HIDDEN_BELOW:
        return "hidden"
    return "grey" if n < FULL_FROM else "full"


def shown(estimate: Estimate) -> Estimate:
    """The estimate as it may be shown: one on fewer than ten answers keeps its n and nothing else."""
    return Estimate(None, estimate.n, None, None) if reading(estimate.n) == "hidden" else estimate


def what_changed(now: Estimate, before: Estimate = NOTHING) -> Change:
    """Judge the difference of two independent values.

    The interval is made of the two single intervals (the square-and-add rule: Newcombe 1998, Zou and Donner 2008), so
    it is Newcombe's for shares and the plain one for an NPS of 100 answers or more. Customers who answered in both
    periods make the true margin smaller than this one, never larger as long as they are true to themselves.
    ``smallest_detectable`` is the difference that this many answers would show four times out of five.
    """
    now, before = shown(now), shown(before)
    if None in (now.value, now.low, now.high, before.value, before.low, before.high):
        return Change(now.value, before.value, None, None, None, None, None)
    difference = float(now.value or 0) - float(before.value or 0)
    below = sqrt(_reach(now.value, now.low) ** 2 + _reach(before.value, before.high) ** 2)
    above = sqrt(_reach(now.value, now.high) ** 2 + _reach(before.value, before.low) ** 2)
    low, high = difference - below, difference + above
    return Change(
        value=now.value,
        previous=before.value,
        difference=difference,
        low=low,
        high=high,
        is_change=low > 0 or high < 0,
        smallest_detectable=(Z + POWER_Z) / Z * (below + above) / 2,
        p_value=_p_value(difference, below if difference > 0 else above),
    )


def _reach(value: float | None, end: float | None) -> float:
    """Distance from a value to one end of its interval."""
    return abs(float(value or 0) - float(end or 0))


def _p_value(difference: float, reach: float) -> float:
    """Two-sided p-value that goes with the interval's end toward zero."""
    if difference == 0:
        return 1.0
    return 2 * float(stats.norm.sf(Z * abs(difference) / reach)) if reach > 0 else 0.0


def holm(p_values: Sequence[float]) -> np.ndarray:
    """P-values corrected for having looked at all of them (Holm 1979)."""
    if len(p_values) == 0:
        return np.array([])
    return np.asarray(multipletests(np.asarray(p_values, dtype=float), method="holm")[1], dtype=float)


def smallest_detectable_nps(variance: float, n: int) -> float:
    """Difference in NPS points that two samples of ``n`` answers show four times out of five.

    ``variance`` is that of one answer counted as 1, 0 or -1.
    """
    return 100 * (Z + POWER_Z) * sqrt(2 * variance / n)


def answers_for_nps(half_width: float, promoters: float = 0.5, detractors: float = 0.5) -> int:
    """Answers that hold an NPS to ``half_width`` points; without shares the worst case."""
    variance = promoters + detractors - (promoters - detractors) ** 2
    return ceil(round(Z**2 * variance / (half_width / 100) ** 2, 6))


def answers_for_share(half_width: float, customers: int | None = None) -> int:
    """Answers that hold a share to ``half_width`` (0..1) in the worst case, out of ``customers`` where they are few."""
    endless = Z**2 * 0.25 / half_width**2
    return ceil(endless if customers is None else endless / (1 + (endless - 1) / customers))


def overlapping_nps_error(variance: float, n_now: int, n_before: int, n_both: int, covariance: float) -> float:
    """Standard error (points) of an NPS change where ``n_both`` customers answered in both periods."""
    return 100 * sqrt(variance / n_now + variance / n_before - 2 * n_both * covariance / (n_now * n_before))


def clustered_error(values: Sequence[float], customers: Sequence[int]) -> float:
    """Standard error of a mean where customers answered more than once (cluster-robust)."""
    points, keys = np.asarray(values, dtype=float), np.asarray(customers)
    _, places = np.unique(keys, return_inverse=True)
    sums = np.bincount(places, weights=points - points.mean())
    return sqrt(len(sums) / (len(sums) - 1) * float(sums @ sums)) / len(points)
