"""Before and after: difference in differences, the same on overlap weights, and whether the groups ran alike before.

A customer is one unit with a value before and one after, so errors are clustered by customer by construction. Refuses
to read flat trends as proof: where enrolment looked at past value, regression to the mean passes most such tests.
"""

import numpy as np
from scipy.stats import chi2

from crm_core.relations.effects.trial import difference
from crm_core.relations.effects.weighting import Effect

FLAT_FROM = 0.05


def did_of_means(before: float, after: float, other_before: float, other_after: float) -> float:
    """Change of the one group less change of the other."""
    return (after - before) - (other_after - other_before)


def did(is_treated: np.ndarray, before: np.ndarray, after: np.ndarray) -> Effect:
    """Difference in differences over customers."""
    change = after - before
    return difference(change[is_treated], change[~is_treated])


def flat_trend_p(periods: np.ndarray, is_treated: np.ndarray, weights: np.ndarray) -> float:
    """p of the hypothesis that the weighted gap between the groups is the same in every earlier period (Wald).

    ``periods`` holds one column per earlier period; at least two are needed, else there is nothing to judge (1.0).
    """
    if periods.shape[1] < 2:
        return 1.0
    steps = periods[:, 1:] - periods[:, :1]
    gap = np.zeros(steps.shape[1])
    spread = np.zeros((steps.shape[1], steps.shape[1]))
    for group, sign in ((is_treated, 1.0), (~is_treated, -1.0)):
        own = weights[group] / weights[group].sum()
        mean = own @ steps[group]
        apart = (steps[group] - mean) * own[:, None]
        gap += sign * mean
        spread += apart.T @ apart
    spread += np.eye(len(spread)) * 1e-12 * max(float(np.trace(spread)), 1e-12)
    return float(chi2.sf(gap @ np.linalg.solve(spread, gap), len(gap)))
