"""Shifted beta-geometric: how long contracts are renewed, where each customer has a churn probability of its own.

Peter S. Fader and Bruce G. S. Hardie, How to Project Customer Retention, Journal of Interactive Marketing 21, 2007;
the same, Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity, Marketing Science 29,
2010. Retention of a cohort rises although no customer becomes more loyal: those who leave easily leave first.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, hyp2f1, psi

from crm_core.value.lifetime.fitting import Fit, fitted

NAMES = ("alpha", "beta")
BOUNDS = [(1e-3, 1e4)] * 2


@dataclass(frozen=True)
class Renewals:
    """One row per number of renewals due: customers who left at the last of them, or still stay (``is_lost``)."""

    periods: np.ndarray
    is_lost: np.ndarray
    counts: np.ndarray

    def sample(self, most: int) -> "Renewals":
        """All rows: there are few."""
        return self


def renewals(remaining: np.ndarray) -> Renewals:
    """From the customers of one cohort that remain at the start and after each period.

    So the published cohorts are printed (T-50); the product's own contracts come one by one.
    """
    left = remaining[:-1] - remaining[1:]
    periods = np.arange(1, len(remaining))
    return Renewals(
        np.append(periods, len(remaining) - 1).astype(float),
        np.append(np.ones(len(left), dtype=bool), False),
        np.append(left, remaining[-1]).astype(float),
    )


def fit(rows: Renewals) -> Fit:
    """The most likely parameters."""
    return fitted(NAMES, terms, rows, [(1.0, 1.0), (0.5, 4.0), (5.0, 20.0)], BOUNDS)


def terms(parameters: np.ndarray, rows: Renewals) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood and its derivatives: B(α+1, β+t−1)/B(α, β) for the lost, B(α, β+t)/B(α, β) for those who stay."""
    alpha, beta = parameters
    lost = rows.is_lost.astype(float)
    stayed = rows.periods - lost
    values = betaln(alpha + lost, beta + stayed) - betaln(alpha, beta)
    together = psi(alpha + beta) - psi(alpha + beta + rows.periods)
    return values, np.stack([psi(alpha + lost) - psi(alpha) + together, psi(beta + stayed) - psi(beta) + together])


def survival(parameters: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """Share of a cohort that is still there after so many renewals."""
    alpha, beta = parameters
    return np.exp(betaln(alpha, beta + periods) - betaln(alpha, beta))


def retention(parameters: np.ndarray, period: np.ndarray) -> np.ndarray:
    """Share of those up for their ``period``-th renewal who renew."""
    alpha, beta = parameters
    return (beta + period - 1) / (alpha + beta + period - 1)


def residual_lifetime(parameters: np.ndarray, renewal: np.ndarray, discount: float) -> np.ndarray:
    """Discounted expected periods still to come, just before the ``renewal``-th renewal (worked case T-51)."""
    alpha, beta = parameters
    series = hyp2f1(1.0, beta + renewal, alpha + beta + renewal, 1 / (1 + discount))
    return retention(parameters, renewal) * series
