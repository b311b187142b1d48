"""Answers weighted to the customers they should speak for: raking, trimming, and what that costs in sample; pure.

Raking is iterative proportional fitting (Deming and Stephan 1940) of the table of respondents to the shares that the
customer base has in each single trait. It works on the cells of that table, not on persons, so a million respondents
cost what a hundred do; the kept libraries rake person by person and do not trim. Refuses to weight what nobody answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from crm_core.satisfaction.intervals import LEVEL, NOTHING, Estimate, Z, nps_variance

TRIMMED_AT = 5.0
"""No respondent counts for more than this many average ones (the table of methods, section 1.9)."""
ROUNDS, CLOSE_ENOUGH = 500, 1e-10


@dataclass(frozen=True)
class Weights:
    """Weight of each cell (mean 1 over respondents), and what weighting costs.

    ``effect`` is Kish's design effect and ``effective`` the number of respondents that an even sample would need.
    """

    of_cells: np.ndarray
    effect: float
    effective: float
    trimmed: int


def rake(counts: np.ndarray, targets: Sequence[np.ndarray]) -> np.ndarray:
    """Weights of the cells under which every margin of ``counts`` has the shares of its target.

    ``counts`` has one axis for each trait; a share of a group that nobody answered in is given to the others.
    """
    weights = np.ones(counts.shape)
    whole = counts.sum()
    for _ in range(ROUNDS):
        furthest = 0.0
        for axis, target in enumerate(targets):
            others = tuple(place for place in range(counts.ndim) if place != axis)
            margin = (counts * weights).sum(axis=others)
            wanted = np.where(margin > 0, target, 0.0)
            wanted = wanted / wanted.sum() * whole
            factor = np.divide(wanted, margin, out=np.ones_like(margin, dtype=float), where=margin > 0)
            furthest = max(furthest, float(np.abs(factor - 1).max()))
            weights = weights * factor.reshape([-1 if place == axis else 1 for place in range(counts.ndim)])
        if furthest < CLOSE_ENOUGH:
            break
    return weights * whole / (counts * weights).sum()


def weights_of(counts: np.ndarray, targets: Sequence[np.ndarray]) -> Weights:
    """Raked weights, none above five times the mean, with their cost."""
    raked = rake(counts, targets)
    cut = np.minimum(raked, TRIMMED_AT)
    whole = float(counts.sum())
    for _ in range(ROUNDS):
        lacking = whole / float((counts * cut).sum())
        if lacking < 1 + CLOSE_ENOUGH:
            break
        cut = np.minimum(np.where(cut < TRIMMED_AT, cut * lacking, cut), TRIMMED_AT)
    effect = design_effect(counts, cut)
    return Weights(cut, effect, whole / effect, int(counts[raked > TRIMMED_AT].sum()))


def design_effect(counts: np.ndarray, weights: np.ndarray) -> float:
    """Kish's n·Σw²/(Σw)²: by how much uneven weights widen the variance (Kish 1965)."""
    return float(counts.sum() * (counts * weights**2).sum() / (counts * weights).sum() ** 2)


def weighted_share(share: float, n: int, effective: float) -> Estimate:
    """A weighted share with Wilson's interval for the effective number of respondents."""
    low, high = np.asarray(proportion_confint(share * effective, effective, alpha=1 - LEVEL, method="wilson"))
    return Estimate(share, n, max(0.0, float(low)), min(1.0, float(high)))


def weighted_nps(promoters: float, detractors: float, n: int, effective: float) -> Estimate:
    """A weighted NPS of shares, its interval adjusted as Rocks (2016) does, for the effective number of respondents."""
    more = effective + 3
    up, down = promoters * effective + 0.75, detractors * effective + 0.75
    half, centre = Z * nps_variance(up, down, more) ** 0.5, 100 * (up - down) / more
    value = 100 * (promoters - detractors)
    return Estimate(value, n, max(-100.0, min(value, centre - half)), min(100.0, max(value, centre + half)))


def weighted_mean(points: np.ndarray, weights: np.ndarray, n: int, effective: float) -> Estimate:
    """A weighted mean with Student's interval for the effective number of respondents."""
    if n < 2 or effective <= 1:
        return NOTHING
    centre = float(np.average(points, weights=weights))
    spread = float(np.average((points - centre) ** 2, weights=weights)) * effective / (effective - 1)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, effective - 1)) * (spread / effective) ** 0.5
    return Estimate(centre, n, centre - half, centre + half)


def worst_case(value: float, response_rate: float, ends: tuple[float, float]) -> tuple[float, float]:
    """Bounds of the value over everybody asked, if the silent all gave the worst, or all the best answer."""
    low, high = ends
    return response_rate * value + (1 - response_rate) * low, response_rate * value + (1 - response_rate) * high
