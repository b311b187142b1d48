"""Control charts: limits that tell signal from noise, and the three rules that say so; pure, no database in sight.

Only three rules are kept (one point outside, eight in a row on one side, two of three beyond two sigma), since every
further rule adds false alarms. Limits come from a frozen baseline and are not moved by what they judge.
"""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from scipy import stats

SIGMAS, WARNING_SIGMAS = 3.0, 2.0
D2 = 1.128
"""Mean range of two values from a normal distribution, in sigmas (2/√π, to the digits that the tables give)."""
RANGE_LIMIT = 1 + 3 * sqrt(pi / 2 - 1)
"""Upper limit of a moving range in mean ranges (D4): 3.267."""
FEW_EXPECTED = 5.0
"""Below this number of expected successes or failures, the limits of a share are the exact binomial ones."""
OVERDISPERSED_FROM = 1.2
RUN_LENGTH = 8


@dataclass(frozen=True)
class Limits:
    """Centre line, three-sigma limits and two-sigma lines, point by point; ``spread`` is Laney's sigma of z (1 without)."""

    centre: float
    low: np.ndarray
    high: np.ndarray
    warning_low: np.ndarray
    warning_high: np.ndarray
    sigma: np.ndarray
    spread: float = 1.0

    def between(self, first: int, last: int) -> "Limits":
        """The limits of the points from ``first`` to just before ``last``."""
        own = slice(first, last)
        return Limits(
            self.centre, self.low[own], self.high[own], self.warning_low[own], self.warning_high[own], self.sigma[own], self.spread
        )  # fmt: skip

    @property
    def is_overdispersed(self) -> bool:
        """True where the limits were widened, since months differ more than answers drawn at random would."""
        return self.spread > OVERDISPERSED_FROM


def share_limits(successes: np.ndarray, n: np.ndarray, baseline: np.ndarray, is_laney: bool = True) -> Limits:
    """Limits of a share: the p-chart, exact where few are expected, Laney's p′ where months are overdispersed."""
    centre = float(successes[baseline].sum() / n[baseline].sum())
    sigma = np.sqrt(centre * (1 - centre) / n)
    spread = _spread((successes / n - centre)[baseline], sigma[baseline]) if is_laney else 1.0
    if spread > OVERDISPERSED_FROM:
        return _around(centre, sigma * spread, spread, 0.0, 1.0)
    plain = _around(centre, sigma, spread, 0.0, 1.0)
    is_exact = n * min(centre, 1 - centre) < FEW_EXPECTED
    tails = stats.norm.sf([SIGMAS, WARNING_SIGMAS])
    low, warning_low = (np.where(is_exact, stats.binom.ppf(tail, n, centre) / n, 0.0) for tail in tails)
    high, warning_high = (np.where(is_exact, stats.binom.ppf(1 - tail, n, centre) / n, 0.0) for tail in tails)
    return Limits(
        centre,
        np.where(is_exact, low, plain.low),
        np.where(is_exact, high, plain.high),
        np.where(is_exact, warning_low, plain.warning_low),
        np.where(is_exact, warning_high, plain.warning_high),
        sigma,
        spread,
    )


def nps_limits(promoters: np.ndarray, detractors: np.ndarray, n: np.ndarray, baseline: np.ndarray) -> Limits:
    """Limits of a net promoter score in points, from the pooled variance of one answer in the baseline."""
    total = n[baseline].sum()
    p, d = promoters[baseline].sum() / total, detractors[baseline].sum() / total
    centre = float(100 * (p - d))
    sigma = 100 * np.sqrt((p + d - (p - d) ** 2) / n)
    spread = _spread((100 * (promoters - detractors) / n - centre)[baseline], sigma[baseline])
    widened = sigma * spread if spread > OVERDISPERSED_FROM else sigma
    return _around(centre, widened, spread, -100.0, 100.0)


def individual_limits(values: np.ndarray, baseline: np.ndarray, low: float = -np.inf, high: float = np.inf) -> Limits:
    """Limits of single values (XmR) from the mean moving range of the baseline; ``low`` and ``high`` end the scale."""
    known = values[baseline]
    mean_range = float(np.abs(np.diff(known)).mean()) if len(known) > 1 else 0.0
    sigma = np.full(len(values), mean_range / D2)
    return _around(float(known.mean()), sigma, 1.0, low, high)


def median_limits(values: np.ndarray, baseline: np.ndarray) -> Limits:
    """Limits of single values from the median moving range (3.145 of it), which one wild month does not widen."""
    known = values[baseline]
    median_range = float(np.median(np.abs(np.diff(known)))) if len(known) > 1 else 0.0
    return _around(float(known.mean()), np.full(len(values), 3.145 / 3 * median_range), 1.0, -np.inf, np.inf)


@dataclass(frozen=True)
class Smoothed:
    """Exponentially weighted values with their limits."""

    values: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def is_out(self) -> np.ndarray:
        """True where the weighted value left its limits."""
        return (self.values < self.low) | (self.values > self.high)


def ewma(
    values: np.ndarray, centre: float, sigma: np.ndarray | float, weight: float = 0.3, width: float = 2.7
) -> Smoothed:
    """Exponentially weighted moving average from the centre on, with limits of ``width`` sigmas.

    With a sigma of its own for every month the variance is carried on step by step; with one sigma for all that is the
    textbook's formula. Sees small lasting shifts that no single month shows.
    """
    sigmas = np.broadcast_to(np.asarray(sigma, dtype=float), values.shape)
    weighted, half = np.empty(len(values)), np.empty(len(values))
    last, variance = centre, 0.0
    for place, (value, own) in enumerate(zip(values, sigmas, strict=True)):
        last = weight * value + (1 - weight) * last
        variance = weight**2 * own**2 + (1 - weight) ** 2 * variance
        weighted[place], half[place] = last, width * sqrt(variance)
    return Smoothed(weighted, centre - half, centre + half)


def signals(values: np.ndarray, limits: Limits) -> np.ndarray:
    """Which rule each point breaks: ``out``, ``two_of_three``, ``run`` or none, in this order of weight."""
    side = np.sign(values - limits.centre)
    is_out = (values < limits.low) | (values > limits.high)
    beyond = np.where(values > limits.warning_high, 1, np.where(values < limits.warning_low, -1, 0))
    found = np.full(len(values), "", dtype=object)
    for place in range(len(values)):
        run = side[max(0, place - RUN_LENGTH + 1) : place + 1]
        three = beyond[max(0, place - 2) : place + 1]
        if len(run) == RUN_LENGTH and abs(run.sum()) == RUN_LENGTH:
            found[place] = "run"
        if beyond[place] and (three == beyond[place]).sum() >= 2:
            found[place] = "two_of_three"
        if is_out[place]:
            found[place] = "out"
    return found


def _around(centre: float, sigma: np.ndarray, spread: float, least: float, most: float) -> Limits:
    """Limits of so many sigmas around the centre, never past the ends of the scale."""
    low, high, warning_low, warning_high = (
        np.clip(centre + reach * sigma, least, most) for reach in (-SIGMAS, SIGMAS, -WARNING_SIGMAS, WARNING_SIGMAS)
    )
    return Limits(centre, low, high, warning_low, warning_high, sigma, spread)


def _spread(deviations: np.ndarray, sigma: np.ndarray) -> float:
    """Laney's sigma of z: how much more the months differ than their answers explain; 1 from fewer than three months."""
    is_known = sigma > 0
    z = deviations[is_known] / sigma[is_known]
    return float(np.abs(np.diff(z)).mean() / D2) if len(z) > 2 else 1.0
