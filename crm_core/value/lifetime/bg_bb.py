"""BG/BB: buying or not at counted occasions (years, events), and leaving between two of them.

Peter S. Fader, Bruce G. S. Hardie and Jen Shang, Customer-Base Analysis in a Discrete-Time Noncontractual Setting,
Marketing Science 29, 2010. Buying probability beta(alpha, beta), leaving probability beta(gamma, delta).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, psi

from crm_core.value.lifetime.fitting import Fit, fitted

NAMES = ("alpha", "beta", "gamma", "delta")
BOUNDS = [(1e-3, 1e4)] * 4


@dataclass(frozen=True)
class Occasions:
    """One row per history: occasions with a purchase, number of the last of them (0 without one), all occasions."""

    purchases: np.ndarray
    last: np.ndarray
    occasions: np.ndarray
    counts: np.ndarray

    def sample(self, most: int) -> "Occasions":
        """All rows: different histories are few."""
        return self


def fit(rows: Occasions) -> Fit:
    """The most likely parameters."""
    starts = [(1.0, 1.0, 0.5, 2.0), (0.5, 2.0, 1.0, 10.0), (2.0, 1.0, 0.2, 1.0)]
    return fitted(NAMES, terms, rows, starts, BOUNDS)


def terms(parameters: np.ndarray, rows: Occasions) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood and its derivatives: the ways to be still there, and to have left after each later occasion."""
    alpha, beta, gamma, delta = parameters
    x, last, n = rows.purchases, rows.last, rows.occasions
    steps = int(np.max(n - last, initial=0))
    logs, derivatives = [], []
    for step in range(-1, steps):
        stays = step < 0
        seen = n if stays else last + step
        missed = seen - x
        possible = np.ones(len(x), dtype=bool) if stays else step < n - last
        left = 0.0 if stays else 1.0
        value = (
            betaln(alpha + x, beta + missed) - betaln(alpha, beta)
            + betaln(gamma + left, delta + seen) - betaln(gamma, delta)
        )  # fmt: skip
        logs.append(np.where(possible, value, -np.inf))
        bought, lived = psi(alpha + beta + seen), psi(gamma + left + delta + seen)
        derivatives.append(
            np.stack(
                [
                    psi(alpha + x) - bought - psi(alpha) + psi(alpha + beta),
                    psi(beta + missed) - bought - psi(beta) + psi(alpha + beta),
                    psi(gamma + left) - lived - psi(gamma) + psi(gamma + delta),
                    psi(delta + seen) - lived - psi(delta) + psi(gamma + delta),
                ]
            )
        )
    values = np.logaddexp.reduce(logs, axis=0)
    shares = np.exp(np.array(logs) - values)
    return values, np.einsum("sn,skn->kn", shares, np.nan_to_num(np.array(derivatives)))


def alive_next(parameters: np.ndarray, rows: Occasions) -> np.ndarray:
    """Probability to be still there at the next occasion."""
    values, _ = terms(parameters, rows)
    alpha, beta, gamma, delta = parameters
    x, n = rows.purchases, rows.occasions
    stays = betaln(alpha + x, beta + n - x) - betaln(alpha, beta) + betaln(gamma, delta + n + 1) - betaln(gamma, delta)
    return np.exp(stays - values)


def expected(parameters: np.ndarray, rows: Occasions, more: int) -> np.ndarray:
    """Expected occasions with a purchase among the next ``more``."""
    values, _ = terms(parameters, rows)
    alpha, beta, gamma, delta = parameters
    x, n = rows.purchases, rows.occasions
    buys = betaln(alpha + x + 1, beta + n - x) - betaln(alpha, beta)
    ahead = np.arange(1, more + 1)[:, None]
    lasts = betaln(gamma, delta + n + ahead) - betaln(gamma, delta)
    return np.exp(buys + lasts - values).sum(axis=0)


def expected_of_new(parameters: np.ndarray, occasions: int) -> float:
    """Expected occasions with a purchase among the first ``occasions`` of somebody just won."""
    alpha, beta, gamma, delta = parameters
    ahead = np.arange(1, occasions + 1)
    return float(alpha / (alpha + beta) * np.exp(betaln(gamma, delta + ahead) - betaln(gamma, delta)).sum())
