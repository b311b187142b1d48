"""What the BG/NBD and the MBG/NBD share: Poisson buying with gamma rates, and a coin thrown to stay or leave.

They differ in the coins: BG/NBD throws one after every repeat purchase, MBG/NBD one after the first purchase too.
``coins`` below is the number thrown so far, x or x + 1.
"""

import numpy as np
from scipy.special import betainc, betaln, expit, gammaln, hyp2f1, psi

from crm_core.value.lifetime.histories import Histories

NAMES = ("r", "alpha", "a", "b")
SINGULAR = 1e-6
NODES, WEIGHTS = np.polynomial.legendre.leggauss(6)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2


def terms(parameters: np.ndarray, rows: Histories, first_coin: int) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood and its derivatives, a column a row."""
    r, alpha, a, b = parameters
    x, age, last = rows.purchase_levels, rows.age_levels, rows.last_levels
    coins = x.values + first_coin
    before = np.where(coins > 0, b + coins - 1, np.inf)
    log_age, log_last = np.log(alpha + age.values), np.log(alpha + last.values)
    rate = r + rows.purchases
    gap = age.spread(log_age) - last.spread(log_last)
    odds = x.spread(np.log(a) - np.log(before)) + rate * gap
    dead = expit(odds)
    by_x = (
        gammaln(r + x.values) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(b + coins) - gammaln(b) - gammaln(a + b + coins)
    )  # fmt: skip
    values = x.spread(by_x) - rate * age.spread(log_age) + np.logaddexp(0.0, odds)
    still, gone = age.spread(1 / (alpha + age.values)), last.spread(1 / (alpha + last.values))
    together = psi(a + b) - psi(a + b + coins)
    scores = np.empty((4, len(values)))
    scores[0] = x.spread(psi(r + x.values) - psi(r) + np.log(alpha)) - age.spread(log_age) + dead * gap
    scores[1] = r / alpha - rate * (still + dead * (gone - still))
    scores[2] = x.spread(together) + dead / a
    scores[3] = x.spread(together + psi(b + coins) - psi(b)) - dead * x.spread(1 / before)
    return values, scores


def alive(parameters: np.ndarray, rows: Histories, first_coin: int) -> np.ndarray:
    """Probability of each row to be still a customer."""
    r, alpha, a, b = parameters
    x, age, last = rows.purchase_levels, rows.age_levels, rows.last_levels
    coins = x.values + first_coin
    before = np.where(coins > 0, b + coins - 1, np.inf)
    gap = age.spread(np.log(alpha + age.values)) - last.spread(np.log(alpha + last.values))
    return expit(-(x.spread(np.log(a) - np.log(before)) + (r + rows.purchases) * gap))


def expected_of_active(
    r: np.ndarray, alpha: np.ndarray, a: float, b: np.ndarray, span: float | np.ndarray
) -> np.ndarray:
    """Expected purchases in ``span`` of somebody who is a customer now, coins falling after each.

    (a+b−1)/(a−1) · [1 − (α/(α+t))^r ₂F₁(r, b; a+b−1; t/(α+t))] of Fader, Hardie and Lee, after Euler's transformation,
    which keeps its value bounded however many purchases there were.
    """
    a = a if abs(a - 1) > SINGULAR else 1 + SINGULAR
    top = a + b - 1
    top = np.where(np.abs(top) > SINGULAR, top, SINGULAR)
    left = alpha / (alpha + span)
    series = hyp2f1(top - r, a - 1, top, span / (alpha + span))
    return top / (a - 1) * (1 - left ** (a - 1) * series)


def pairs_of_active(r: np.ndarray, alpha: np.ndarray, a: float, b: np.ndarray, span: float) -> np.ndarray:
    """Expectation of n·(n − 1) of the purchases in ``span``: 2 ∫ u · E[λ²(1 − p) e^(−λpu)] du, by Gauss–Legendre."""
    total = np.zeros_like(r)
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        until = node * span
        series = hyp2f1(a, a + b - r - 1, a + b + 1, until / (alpha + until))
        total += weight * span * until * (1 + until / alpha) ** -a * series
    return 2 * r * (r + 1) / alpha**2 * b / (a + b) * total


def counts_of_active(r: np.ndarray, alpha: np.ndarray, a: float, b: np.ndarray, span: float, most: int) -> np.ndarray:
    """Probabilities of 0 … ``most`` purchases in ``span`` (rows × counts) of somebody who is a customer now."""
    n = np.arange(most + 1)[None, :]
    r, alpha, b = r[:, None], alpha[:, None], b[:, None]
    log_share = np.log(span / (alpha + span))
    stays = np.exp(
        betaln(a, b + n) - betaln(a, b) + gammaln(r + n) - gammaln(r) - gammaln(n + 1)
        + r * np.log(alpha / (alpha + span)) + n * log_share
    )  # fmt: skip
    reaches = betainc(np.maximum(n, 1), r, span / (alpha + span))
    leaves = np.exp(betaln(a + 1, b + np.maximum(n, 1) - 1) - betaln(a, b)) * reaches
    return stays + np.where(n > 0, leaves, 0.0)
