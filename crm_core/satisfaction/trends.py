"""Lasting movement in a series: a smooth line, a test for trend, and the months in which the level broke; pure."""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy import stats
from statsmodels.nonparametric.smoothers_lowess import lowess
from statsmodels.tsa.seasonal import STL

LEAST_FOR_SMOOTH = 8
LEAST_SEGMENT = 3
YEAR = 12
LEAST_FOR_SEASONS = 2 * YEAR


@dataclass(frozen=True)
class Trend:
    """Mann and Kendall's test for a trend and the median slope per step with its 95 % interval (Theil and Sen)."""

    score: int
    variance: float
    z: float
    p_value: float
    slope: float
    slope_low: float
    slope_high: float


@dataclass(frozen=True)
class Break:
    """Pettitt's most likely change of level: how many points lie before it, and how likely it is by chance."""

    before: int
    statistic: float
    p_value: float


@dataclass(frozen=True)
class Seasons:
    """What each calendar month adds to the level (January first), and whether that is more than chance."""

    effects: np.ndarray
    p_value: float
    strength: float


def month_effects(values: np.ndarray, first_month: int) -> Seasons | None:
    """Month effects of unbroken months (STL, robust: Cleveland et al. 1990); None below 24 months.

    ``first_month`` is the calendar month of the first value. The p-value is Kruskal and Wallis's on what the trend
    leaves, month by month; the strength is Hyndman's: the share of what the trend leaves that the months explain.
    """
    if len(values) < LEAST_FOR_SEASONS or np.isnan(values).any() or np.ptp(values) == 0:
        return None
    found = STL(values, period=YEAR, robust=True).fit()
    seasonal, rest = np.asarray(found.seasonal, dtype=float), np.asarray(found.resid, dtype=float)
    calendar = (np.arange(len(values)) + first_month - 1) % YEAR
    effects = np.array([seasonal[calendar == month].mean() for month in range(YEAR)])
    left = seasonal + rest
    p_value = float(stats.kruskal(*(left[calendar == month] for month in range(YEAR))).pvalue)
    spread = float(left.var())
    strength = max(0.0, 1 - float(rest.var()) / spread) if spread > 0 else 0.0
    return Seasons(effects - effects.mean(), p_value, strength)


def smooth_line(values: np.ndarray) -> np.ndarray:
    """Locally weighted line through the points (LOWESS, six tenths of them at a time); nothing below eight points."""
    if len(values) < LEAST_FOR_SMOOTH:
        return np.full(len(values), np.nan)
    return lowess(values, np.arange(len(values), dtype=float), frac=0.6, it=3, return_sorted=False)


def trend_of(values: np.ndarray) -> Trend | None:
    """Whether the series rises or falls as a whole; None below eight points."""
    n = len(values)
    if n < LEAST_FOR_SMOOTH:
        return None
    later, earlier = np.triu_indices(n, 1)[::-1]
    score = int(np.sign(values[later] - values[earlier]).sum())
    _, ties = np.unique(values, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    z = (score - np.sign(score)) / sqrt(variance) if variance > 0 else 0.0
    slope, _, slope_low, slope_high = np.asarray(stats.theilslopes(values, np.arange(n)), dtype=float).tolist()
    return Trend(
        score,
        variance,
        float(z),
        float(2 * stats.norm.sf(abs(z))),
        slope,
        slope_low,
        slope_high,
    )


def pettitt(values: np.ndarray) -> Break | None:
    """The one most likely break (Pettitt 1979); its p-value is rough and holds for independent points only."""
    n = len(values)
    if n < LEAST_FOR_SMOOTH:
        return None
    ranks = stats.rankdata(values)
    steps = np.arange(1, n)
    reach = np.abs(2 * np.cumsum(ranks)[:-1] - steps * (n + 1))
    place = int(np.argmax(reach))
    statistic = float(reach[place])
    return Break(place + 1, statistic, min(1.0, 2 * exp(-6 * statistic**2 / (n**3 + n**2))))


def level_breaks(values: np.ndarray) -> list[int]:
    """Places at which a new level begins, for values of unit variance: least squares with a penalty of 3 ln n a break.

    The best partition of all is found by dynamic programming (Jackson et al. 2005), whose answer is that of PELT
    (Killick et al. 2012) without its shortcut; a level lasts three points or more.
    """
    n = len(values)
    if n < 2 * LEAST_SEGMENT:
        return []
    sums = np.concatenate([[0.0], np.cumsum(values)])
    squares = np.concatenate([[0.0], np.cumsum(values**2)])
    penalty = 3 * log(n)
    best, came_from = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=int)
    best[0] = -penalty
    for end in range(LEAST_SEGMENT, n + 1):
        starts = np.arange(0, end - LEAST_SEGMENT + 1)
        costs = squares[end] - squares[starts] - (sums[end] - sums[starts]) ** 2 / (end - starts)
        totals = best[starts] + costs + penalty
        came_from[end] = int(np.argmin(totals))
        best[end] = totals[came_from[end]]
    breaks, place = [], n
    while came_from[place] > 0:
        place = int(came_from[place])
        breaks.append(place)
    return breaks[::-1]


def levels(values: np.ndarray, breaks: list[int]) -> np.ndarray:
    """Mean of the values between breaks, point by point."""
    parts = np.split(values, breaks)
    return np.concatenate([np.full(len(part), part.mean()) for part in parts]) if len(values) else values


def steady_share(successes: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Shares on a scale of unit variance (Anscombe's arcsine), at the mean number of answers."""
    return 2 * sqrt(float(n.mean())) * np.arcsin(np.sqrt(successes / n))
