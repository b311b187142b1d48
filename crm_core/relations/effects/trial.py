"""Trials drawn by lot, and how strong a finding is: CUPED, sample ratio, sample size, smallest detectable, E-value.

Arrays and numbers in, numbers out; refuses to call anything random, which is for the data to say.
"""

from collections.abc import Sequence
from math import exp, isnan, nan, sqrt

import numpy as np
from scipy.stats import chisquare, norm

from crm_core.relations.effects.weighting import Effect

POWER, LEVEL = 0.80, 0.05
REACH = float(norm.ppf(1 - LEVEL / 2) + norm.ppf(POWER))
SMALLEST_RATIO_P = 0.001
SHIFT_TO_RATIO = 0.91


def difference(treated: np.ndarray, control: np.ndarray) -> Effect:
    """Difference of two means, variances unequal."""
    if len(treated) < 2 or len(control) < 2:
        return Effect(nan, nan)
    error = sqrt(float(treated.var(ddof=1)) / len(treated) + float(control.var(ddof=1)) / len(control))
    return Effect(float(treated.mean() - control.mean()), error)


def cuped_slope(before: np.ndarray, after: np.ndarray) -> float:
    """How much of the value before carries over: cov(before, after) / var(before), over all groups together."""
    apart = before - before.mean()
    squares = float(apart @ apart)
    return float(apart @ (after - after.mean())) / squares if squares > 0 else 0.0


def cuped(is_treated: np.ndarray, before: np.ndarray, after: np.ndarray) -> Effect:
    """Difference of the groups after taking off what their values before foretell (Deng et al. 2013)."""
    left = after - cuped_slope(before, after) * (before - before.mean())
    return difference(left[is_treated], left[~is_treated])


def sample_ratio_p(counts: Sequence[int], planned: Sequence[float]) -> float:
    """Chance of group sizes so far from the planned shares; below .001 the lot was not drawn as planned."""
    sizes, shares = np.asarray(counts, dtype=float), np.asarray(planned, dtype=float)
    if sizes.sum() == 0 or (shares <= 0).any():
        return nan
    return float(chisquare(sizes, sizes.sum() * shares / shares.sum()).pvalue)


def size_for_shares(share: float, other: float) -> float:
    """Customers an arm needs to tell two shares apart (two-sided 5 %, power 80 %)."""
    middle = (share + other) / 2
    spread = norm.ppf(1 - LEVEL / 2) * sqrt(2 * middle * (1 - middle))
    spread += norm.ppf(POWER) * sqrt(share * (1 - share) + other * (1 - other))
    return float(spread / (share - other)) ** 2


def size_for_means(variation: float, change: float, correlation: float = 0.0) -> float:
    """Customers an arm needs for a relative change of a mean with this coefficient of variation; CUPED shrinks it."""
    return 2 * (REACH * variation / change) ** 2 * (1 - correlation**2)


def smallest_detectable(error: float) -> float:
    """Effect that would be found in four of five repetitions."""
    return REACH * error


def e_value(ratio: float) -> float:
    """How strongly a hidden cause would have to pull on both sides to explain the risk ratio away.

    VanderWeele & Ding 2017; a ratio below 1 is turned over.
    """
    if not ratio > 0:
        return nan
    above = max(ratio, 1 / ratio)
    return above + sqrt(above * (above - 1))


def e_value_of_limit(low: float, high: float) -> float:
    """E-value of the end of a ratio's interval that is nearer to 1; 1 where the interval holds 1."""
    if isnan(low) or isnan(high):
        return nan
    return 1.0 if low <= 1 <= high else e_value(low if low > 1 else high)


def ratio_of_shares(treated_mean: float, control_mean: float, effect: Effect) -> tuple[float, float, float]:
    """Risk ratio with its interval, from two shares and the error of their difference (delta method on the log)."""
    if not (treated_mean > 0 and control_mean > 0):
        return nan, nan, nan
    ratio = treated_mean / control_mean
    half = exp(effect.error * 1.96 / max(abs(treated_mean + control_mean) / 2, 1e-12)) if effect.error > 0 else 1.0
    return ratio, ratio / half, ratio * half


def ratio_of_means(effect: Effect, spread: float) -> tuple[float, float, float]:
    """The risk ratio that a shift of a mean is worth: exp(.91 · shift / spread) (VanderWeele & Ding 2017)."""
    if not spread > 0:
        return nan, nan, nan
    scaled = [SHIFT_TO_RATIO * value / spread for value in (effect.value, effect.low, effect.high)]
    return exp(scaled[0]), exp(scaled[1]), exp(scaled[2])


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values that hold for all claims together (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    held, highest = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        held[place] = highest
    return held
