"""95 % intervals of means, shares and their differences between two groups; refuses to give one where nothing varies."""

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import Any

import numpy as np
from scipy.stats import t as student
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

CONFIDENCE = 0.95
FEWEST_SHOWN = 10
FEWEST_FULL = 30


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval (NaN where there is none) and the number of units that it rests on."""

    value: float
    low: float
    high: float
    n: int

    def columns(self, is_shown: bool) -> dict[str, Any]:
        """The columns of a row: value and interval where they may be shown, n and how far it may be read always."""
        value, low, high = (self.value, self.low, self.high) if is_shown else (nan, nan, nan)
        return {"value": value, "low": low, "high": high, "n": self.n, "reading": reading(self.n)}


NOTHING = Estimate(nan, nan, nan, 0)


def reading(n: int) -> str:
    """How far a group may be read: hidden below 10, grey below 30, else full."""
    if n < FEWEST_SHOWN:
        return "hidden"
    return "grey" if n < FEWEST_FULL else "full"


def _reach(freedom: float) -> float:
    """Standard errors on each side of a mean that hold 95 % of Student's distribution."""
    return float(np.asarray(student.ppf((1 + CONFIDENCE) / 2, freedom)))


def mean_estimate(values: np.ndarray, lowest: float = 0.0, highest: float = inf) -> Estimate:
    """Mean over customers with Student's t-interval, kept within what is possible; customers are the independent units."""
    n = len(values)
    if n == 0:
        return NOTHING
    mean = float(values.mean())
    if n < 2 or values.std() == 0:
        return Estimate(mean, nan, nan, n)
    half = _reach(n - 1) * float(values.std(ddof=1)) / sqrt(n)
    return Estimate(mean, max(mean - half, lowest), min(mean + half, highest), n)


def share_estimate(hits: int, n: int) -> Estimate:
    """Share with Wilson's interval."""
    if n == 0:
        return NOTHING
    low, high = np.asarray(proportion_confint(hits, n, alpha=1 - CONFIDENCE, method="wilson"))
    return Estimate(hits / n, float(low), float(high), n)


def mean_difference(values: np.ndarray, others: np.ndarray) -> Estimate:
    """Difference of two means with Welch's interval."""
    n, m = len(values), len(others)
    if n == 0 or m == 0:
        return NOTHING
    difference = float(values.mean() - others.mean())
    if n < 2 or m < 2 or values.std() + others.std() == 0:
        return Estimate(difference, nan, nan, n + m)
    a, b = float(values.var(ddof=1)) / n, float(others.var(ddof=1)) / m
    freedom = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    half = _reach(freedom) * sqrt(a + b)
    return Estimate(difference, difference - half, difference + half, n + m)


def share_difference(hits: int, n: int, other_hits: int, m: int) -> Estimate:
    """Difference of two shares with Newcombe's interval."""
    if n == 0 or m == 0:
        return NOTHING
    low, high = confint_proportions_2indep(hits, n, other_hits, m, method="newcomb", alpha=1 - CONFIDENCE)
    return Estimate(hits / n - other_hits / m, float(low), float(high), n + m)


def mean_of_sums(n: int, total: float, squares: float) -> Estimate:
    """Mean with Student's t-interval from the sum and the sum of squares of ``n`` values."""
    if n == 0:
        return NOTHING
    mean = total / n
    spread = max(0.0, squares - n * mean * mean)
    if n < 2 or spread <= 0:
        return Estimate(mean, nan, nan, n)
    half = _reach(n - 1) * sqrt(spread / (n - 1) / n)
    return Estimate(mean, mean - half, mean + half, n)


def weighted_mean_estimate(
    values: np.ndarray, weights: np.ndarray, lowest: float = 0.0, highest: float = inf
) -> Estimate:
    """Weighted mean as a ratio of sums, with the customer as the unit (linearised t-interval)."""
    n, whole = len(values), float(weights.sum())
    if n == 0 or whole <= 0:
        return NOTHING
    mean = float((weights * values).sum()) / whole
    spread = float(((weights * (values - mean)) ** 2).sum())
    if n < 2 or spread == 0:
        return Estimate(mean, nan, nan, n)
    half = _reach(n - 1) * sqrt(n / (n - 1) * spread) / whole
    return Estimate(mean, max(mean - half, lowest), min(mean + half, highest), n)
