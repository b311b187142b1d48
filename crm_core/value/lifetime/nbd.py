"""NBD: buying at gamma-distributed rates with nobody leaving; the yardstick that a model of leaving must beat.

A. S. C. Ehrenberg, The Pattern of Consumer Purchases, Applied Statistics 8, 1959.
"""

import numpy as np
from scipy.special import gammaln, psi

from crm_core.value.lifetime.fitting import Fit, fitted
from crm_core.value.lifetime.histories import Histories
from crm_core.value.lifetime.timing import HIGHEST, LOWEST

NAMES = ("r", "alpha")


def terms(parameters: np.ndarray, rows: Histories) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood of the moments of buying, and its derivatives."""
    r, alpha = parameters
    x, age = rows.purchase_levels, rows.age_levels
    rate, log_age = r + rows.purchases, age.spread(np.log(alpha + age.values))
    values = x.spread(gammaln(r + x.values) - gammaln(r) + r * np.log(alpha)) - rate * log_age
    by_r = x.spread(psi(r + x.values) - psi(r) + np.log(alpha)) - log_age
    return values, np.stack([by_r, r / alpha - rate * age.spread(1 / (alpha + age.values))])


def fit(rows: Histories) -> Fit:
    """The most likely parameters."""
    rate = max(float(np.sum(rows.purchases * rows.counts)), 0.5) / max(float(np.sum(rows.age * rows.counts)), 1e-9)
    return fitted(NAMES, terms, rows, [(0.5, 0.5 / rate)], [(LOWEST, HIGHEST)] * 2)


def is_dropout_identified(with_leaving: Fit, without: Fit) -> bool:
    """True where the data say that customers leave: the model with leaving is better by Schwarz's criterion."""
    return not with_leaving.unidentified and with_leaving.bic < without.bic
