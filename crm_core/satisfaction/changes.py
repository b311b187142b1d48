"""What changed and whether it is more than noise: differences with intervals, and what a sample can show at all.

A change is one only where its 95 % interval leaves out zero and, for shares, Fisher's exact test agrees, so a false
alarm comes in at most one of twenty quiet comparisons. Pure; refuses to judge fewer than ten answers on either side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, gcd, hypot, sqrt

import numpy as np
from scipy import stats

from crm_core.satisfaction.intervals import LEVEL, NOTHING, Estimate, Z

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
    it is Newcombe's for shares; for an NPS it stands around the difference of the adjusted scores, as Agresti and Caffo
    (2000) do it for shares, with Welch's t. Since counts come in steps, Newcombe's interval alone would cry change in
    up to 8 of 100 quiet comparisons of shares; Fisher's exact test, which never does so in more than 5, must agree. An
    NPS must differ by half a step more.
    Customers who answered in both periods make the true margin smaller than this one, never larger as long as they are
    true to themselves. ``smallest_detectable`` is the difference that this many answers would show four times of five.
    """
    now, before = shown(now), shown(before)
    around_now, around_before = _around(now), _around(before)
    if now.value is None or before.value is None or around_now is None or around_before is None:
        return Change(now.value, before.value, None, None, None, None, None)
    (middle_now, low_now, high_now), (middle_before, low_before, high_before) = around_now, around_before
    difference, middle = now.value - before.value, middle_now - middle_before
    wider = _wider(now, before)
    below = wider * hypot(middle_now - low_now, high_before - middle_before)
    above = wider * hypot(high_now - middle_now, middle_before - low_before)
    low, high = min(middle - below, difference), max(middle + above, difference)
    beyond_steps = max(0.0, abs(middle) - _half_step(now, before))
    p_value = max(_p_value(beyond_steps, below if middle > 0 else above), _exact_p_value(now, before))
    return Change(
        value=now.value,
        previous=before.value,
        difference=difference,
        low=low,
        high=high,
        is_change=(low > 0 or high < 0) and p_value < 1 - LEVEL,
        smallest_detectable=(Z + POWER_Z) / Z * (below + above) / (2 * wider),
        p_value=p_value,
    )


def _around(estimate: Estimate) -> tuple[float, float, float] | None:
    """What an interval is built around, and its ends; None without an interval."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return None
    if estimate.middle is None or estimate.half is None:
        return estimate.value, estimate.low, estimate.high
    return estimate.middle, estimate.middle - estimate.half, estimate.middle + estimate.half


def _wider(now: Estimate, before: Estimate) -> float:
    """How much wider Student's t makes the interval of a difference whose variance is estimated (Welch 1947)."""
    if not now.half or not before.half:
        return 1.0
    first, second = now.half**2, before.half**2
    freedom = (first + second) ** 2 / (first**2 / (now.n - 1) + second**2 / (before.n - 1))
    return float(stats.t.ppf(0.5 + LEVEL / 2, freedom)) / Z


def _half_step(now: Estimate, before: Estimate) -> float:
    """Half of the smallest step that the difference of two NPS can make; 0 for other values."""
    return 50 * gcd(now.n, before.n) / (now.n * before.n) if now.half and before.half else 0.0


def _p_value(difference: float, reach: float) -> float:
    """Two-sided p-value that goes with the interval's end toward zero."""
    if difference == 0:
        return 1.0
    return 2 * float(stats.norm.sf(Z * abs(difference) / reach)) if reach > 0 else 0.0


def _exact_p_value(now: Estimate, before: Estimate) -> float:
    """Fisher's exact p-value of two shares; 0 for values that count nothing."""
    if now.count is None or before.count is None:
        return 0.0
    table = [[now.count, now.n - now.count], [before.count, before.n - before.count]]
    return float(np.asarray(stats.fisher_exact(table), dtype=float)[1])


def holm(p_values: Sequence[float]) -> np.ndarray:
    """P-values corrected for having looked at all of them (Holm 1979).

    Our own three lines, since statsmodels' ``multipletests`` collects the process's garbage at every call (0.2 s).
    """
    ordered = np.argsort(p_values, kind="stable")
    stepped = np.asarray(p_values, dtype=float)[ordered] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[ordered] = np.minimum(1.0, np.maximum.accumulate(stepped))
    return corrected


def benjamini_hochberg(p_values: Sequence[float]) -> np.ndarray:
    """P-values corrected so that of all called different so large a share is false (Benjamini and Hochberg 1995)."""
    return stats.false_discovery_control(p_values, method="bh") if len(p_values) else np.empty(0)


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
