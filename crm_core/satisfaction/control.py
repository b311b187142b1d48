"""Control charts: limits that tell signal from noise, and the three rules that say so; pure, no database in sight.

Only three rules are kept. One point outside is a signal; eight in a row on one side and two of three beyond two sigma are
hints, since in quiet months they come too often to be called more. Limits come from a frozen baseline, are not moved by
what they judge, and allow for a centre and a sigma that few months could only estimate.
"""

from dataclasses import dataclass, replace
from math import inf, isinf

import numpy as np
from scipy import stats

SIGMAS, WARNING_SIGMAS = 3.0, 2.0
D2 = 1.128
"""Mean range of two values from a normal distribution, in sigmas (2/√π, to the digits that the tables give)."""
FEW_EXPECTED = 5.0
"""Below this number of expected successes or failures, the limits of a share are the exact binomial ones."""
OVERDISPERSED_FROM = 1.2
RUN_LENGTH = 8
SIGNAL = "out"
HINTS = ("two_of_three", "run")
"""Rules that quiet months break too often to be called signals: together in one of eight charts of 18 months."""
EWMA_WEIGHT = 0.3
RANGE_FREEDOM = 0.605
"""Degrees of freedom of a mean moving range, for each range in it (Cryer and Ryan 1990)."""


@dataclass(frozen=True)
class Limits:
    """Centre line, three-sigma limits and two-sigma lines, point by point; ``spread`` is Laney's sigma of z (1 without).

    ``shares`` is the part that each point has in the centre (0 outside the baseline); ``freedom`` the degrees of freedom
    of a sigma that the moving ranges of the baseline gave, infinite where the answers themselves give it.
    """

    centre: float
    low: np.ndarray
    high: np.ndarray
    warning_low: np.ndarray
    warning_high: np.ndarray
    sigma: np.ndarray
    shares: np.ndarray
    spread: float = 1.0
    freedom: float = inf

    def between(self, first: int, last: int) -> "Limits":
        """The limits of the points from ``first`` to just before ``last``."""
        own = slice(first, last)
        return replace(
            self, low=self.low[own], high=self.high[own], warning_low=self.warning_low[own],
            warning_high=self.warning_high[own], sigma=self.sigma[own], shares=self.shares[own],
        )  # fmt: skip

    @property
    def is_overdispersed(self) -> bool:
        """True where the limits were widened, since months differ more than answers drawn at random would."""
        return self.spread > OVERDISPERSED_FROM

    @property
    def whole_sigma(self) -> np.ndarray:
        """Sigma of each point with its widening."""
        return self.sigma * (self.spread if self.is_overdispersed else 1.0)


def share_limits(successes: np.ndarray, n: np.ndarray, baseline: np.ndarray, is_laney: bool = True) -> Limits:
    """Limits of a share: the p-chart, exact where few are expected, Laney's p′ where months are overdispersed."""
    centre = float(successes[baseline].sum() / n[baseline].sum())
    sigma = np.sqrt(centre * (1 - centre) / n)
    spread = _spread((successes / n - centre)[baseline], sigma[baseline]) if is_laney else 1.0
    plain = _around(centre, sigma, _shares(n, baseline), spread, (0.0, 1.0))
    if plain.is_overdispersed:
        return plain
    is_exact = n * min(centre, 1 - centre) < FEW_EXPECTED
    tails = stats.norm.sf([SIGMAS, WARNING_SIGMAS])
    low, warning_low = (np.where(is_exact, stats.binom.ppf(tail, n, centre) / n, 0.0) for tail in tails)
    high, warning_high = (np.where(is_exact, stats.binom.ppf(1 - tail, n, centre) / n, 0.0) for tail in tails)
    return replace(
        plain,
        low=np.where(is_exact, low, plain.low),
        high=np.where(is_exact, high, plain.high),
        warning_low=np.where(is_exact, warning_low, plain.warning_low),
        warning_high=np.where(is_exact, warning_high, plain.warning_high),
    )


def nps_limits(promoters: np.ndarray, detractors: np.ndarray, n: np.ndarray, baseline: np.ndarray) -> Limits:
    """Limits of a net promoter score in points, from the pooled variance of one answer in the baseline."""
    total = n[baseline].sum()
    p, d = promoters[baseline].sum() / total, detractors[baseline].sum() / total
    centre = float(100 * (p - d))
    sigma = 100 * np.sqrt((p + d - (p - d) ** 2) / n)
    spread = _spread((100 * (promoters - detractors) / n - centre)[baseline], sigma[baseline])
    return _around(centre, sigma, _shares(n, baseline), spread, (-100.0, 100.0))


def mean_limits(
    values: np.ndarray, n: np.ndarray, within: np.ndarray, baseline: np.ndarray, ends: tuple[float, float]
) -> Limits:
    """Limits of a mean answer from the spread of single answers (``within``: variance of each month's own answers)."""
    shares = _shares(n, baseline)
    centre = float(shares @ values)
    free = n[baseline] - 1
    sigma = np.sqrt(float(free @ within[baseline]) / max(float(free.sum()), 1.0) / n)
    spread = _spread((values - centre)[baseline], sigma[baseline])
    return _around(centre, sigma, shares, spread, ends)


def individual_limits(values: np.ndarray, baseline: np.ndarray, low: float = -np.inf, high: float = np.inf) -> Limits:
    """Limits of single values (XmR) from the mean moving range of the baseline; ``low`` and ``high`` end the scale."""
    known = values[baseline]
    mean_range = float(np.abs(np.diff(known)).mean()) if len(known) > 1 else 0.0
    sigma = np.full(len(values), mean_range / D2)
    shares = _shares(np.ones(len(values)), baseline)
    return _around(float(known.mean()), sigma, shares, 1.0, (low, high), _range_freedom(len(known)))


def median_limits(values: np.ndarray, baseline: np.ndarray) -> Limits:
    """Limits of single values from the median moving range (3.145 of it), which one wild month does not widen."""
    known = values[baseline]
    median_range = float(np.median(np.abs(np.diff(known)))) if len(known) > 1 else 0.0
    sigma = np.full(len(values), 3.145 / 3 * median_range)
    return _around(float(known.mean()), sigma, _shares(np.ones(len(values)), baseline), 1.0, (-np.inf, np.inf))


def reach(sigmas: float, freedom: float) -> float:
    """So many sigmas, as many more (Student's t) as a sigma of few degrees of freedom asks for the same false alarms."""
    return sigmas if isinf(freedom) else float(stats.t.isf(stats.norm.sf(sigmas), freedom))


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
    values: np.ndarray,
    centre: float,
    sigma: np.ndarray | float,
    weight: float = EWMA_WEIGHT,
    width: float = SIGMAS,
    shares: np.ndarray | None = None,
) -> Smoothed:
    """Exponentially weighted moving average from the centre on, with limits of ``width`` sigmas.

    With one sigma for all and a given centre that is the textbook's formula. ``shares`` says which part each value has in
    a centre that was estimated; the limits are then those of the weighted value less that centre. Sees small lasting
    shifts that no single month shows.
    """
    count = len(values)
    sigmas = np.broadcast_to(np.asarray(sigma, dtype=float), values.shape)
    ages = np.subtract.outer(np.arange(count), np.arange(count))
    weights = np.where(ages >= 0, weight * (1 - weight) ** np.maximum(ages, 0), 0.0)
    taken = weights.sum(axis=1)
    of_centre = np.zeros(count) if shares is None else shares
    weighted = centre + weights @ values - taken * centre
    half = width * np.sqrt((weights - np.outer(taken, of_centre)) ** 2 @ sigmas**2)
    return Smoothed(weighted, centre - half, centre + half)


def signals(values: np.ndarray, limits: Limits) -> np.ndarray:
    """Which rule each point breaks: ``out`` (a signal), ``two_of_three`` or ``run`` (hints) or none, in this order."""
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


def _around(
    centre: float, sigma: np.ndarray, shares: np.ndarray, spread: float, ends: tuple[float, float], freedom: float = inf
) -> Limits:
    """Limits of so many sigmas around the centre, never past the ends of the scale.

    Points of the baseline have the textbook's limits. Points after it are predicted from it, so theirs carry the error of
    the centre, and the doubt about a sigma that came from moving ranges.
    """
    own = sigma * (spread if spread > OVERDISPERSED_FROM else 1.0)
    is_later = shares == 0
    whole = np.sqrt(own**2 + np.where(is_later, float(shares**2 @ own**2), 0.0))
    low, high, warning_low, warning_high = (
        np.clip(centre + side * np.where(is_later, reach(sigmas, freedom), sigmas) * whole, *ends)
        for sigmas, side in ((SIGMAS, -1), (SIGMAS, 1), (WARNING_SIGMAS, -1), (WARNING_SIGMAS, 1))
    )
    return Limits(centre, low, high, warning_low, warning_high, sigma, shares, spread, freedom)


def _shares(n: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """The part that each point has in the mean of the baseline."""
    return np.where(baseline, n, 0.0) / n[baseline].sum()


def _range_freedom(months: int) -> float:
    """Degrees of freedom of the mean moving range of so many months; at least one."""
    return max(1.0, RANGE_FREEDOM * (months - 1))


def _spread(deviations: np.ndarray, sigma: np.ndarray) -> float:
    """Laney's sigma of z: how much more the months differ than their answers explain; 1 from fewer than three months."""
    is_known = sigma > 0
    z = deviations[is_known] / sigma[is_known]
    return float(np.abs(np.diff(z)).mean() / D2) if len(z) > 2 else 1.0
