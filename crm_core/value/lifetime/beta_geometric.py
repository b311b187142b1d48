"""What the BG/NBD and the MBG/NBD share: Poisson buying with gamma rates, and a coin thrown to stay or leave.

They differ in the coins: BG/NBD throws one after every repeat purchase, MBG/NBD one after the first purchase too.
``coins`` below is the number thrown so far, x or x + 1.
"""

import numpy as np
from scipy.special import betainc, betaln, expit, gammaln, hyp1f1, hyp2f1, polygamma, psi

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
    rate = x.spread(r + x.values)
    gap, dead, gain, before = _left(parameters, rows, first_coin)
    by_x = (
        gammaln(r + x.values) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(b + coins) - gammaln(b) - gammaln(a + b + coins)
    )  # fmt: skip
    values = x.spread(by_x) - rate * age.spread(np.log(alpha + age.values)) + gain
    still, gone = age.spread(1 / (alpha + age.values)), last.spread(1 / (alpha + last.values))
    together = psi(a + b) - psi(a + b + coins)
    scores = np.empty((4, len(values)))
    scores[0] = (
        x.spread(psi(r + x.values) - psi(r) + np.log(alpha)) - age.spread(np.log(alpha + age.values)) + dead * gap
    )
    scores[1] = r / alpha - rate * (still + dead * (gone - still))
    scores[2] = x.spread(together) + dead / a
    scores[3] = x.spread(together + psi(b + coins) - psi(b)) - dead * x.spread(before)
    return values, scores


def _left(
    parameters: np.ndarray, rows: Histories, first_coin: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of each row log((alpha + T) / (alpha + t_x)), probability to have left, log(1 + odds of it); 1/(b + coins − 1) of each x."""
    gap, odds, before = _odds(parameters, rows, first_coin)
    small = np.exp(-np.abs(odds))
    return gap, np.where(odds >= 0, 1.0, small) / (1 + small), np.maximum(odds, 0.0) + np.log(1 + small), before


def _odds(parameters: np.ndarray, rows: Histories, first_coin: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As above: the gap of each row, the logarithm of its odds to have left, and the reciprocal of each x."""
    r, alpha, a, b = parameters
    x, age, last = rows.purchase_levels, rows.age_levels, rows.last_levels
    coins = x.values + first_coin
    with np.errstate(divide="ignore"):
        before = np.where(coins > 0, 1 / (b + coins - 1), 0.0)
        log_share = np.log(a) + np.log(before)
    gap = age.spread(np.log(alpha + age.values)) - last.spread(np.log(alpha + last.values))
    return gap, x.spread(log_share) + x.spread(r + x.values) * gap, before


def totals(parameters: np.ndarray, rows: Histories, first_coin: int) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood of all rows together, its slope and its second derivatives.

    What hangs on x or on T alone is summed by level; only what hangs on the odds of having left is taken row by row.
    """
    r, alpha, a, _ = parameters
    value, slope, bend = _if_nobody_left(parameters, rows, first_coin)
    x, age, last = rows.purchase_levels, rows.age_levels, rows.last_levels
    gap, dead, gain, before = _left(parameters, rows, first_coin)
    still, gone = 1 / (alpha + age.values), 1 / (alpha + last.values)
    rate, drift = x.spread(r + x.values), age.spread(still) - last.spread(gone)
    by_r, by_alpha, by_b = gap, rate * drift, -x.spread(before)
    weight = rows.counts * dead
    doubt = weight * (1 - dead)
    left = float(weight.sum())
    slope += [_sum(weight, by_r), _sum(weight, by_alpha), left / a, _sum(weight, by_b)]
    bend[0, 1] += _sum(weight, drift)
    bend[1, 1] += _sum(weight * rate, last.spread(gone**2) - age.spread(still**2))
    bend[2, 2] += (float(doubt.sum()) - left) / a**2
    bend[3, 3] += _sum(weight * by_b, by_b)
    along = ((0, by_r), (1, by_alpha), (3, by_b))
    for place, one in along:
        heavy = doubt * one
        bend[min(place, 2), max(place, 2)] += float(heavy.sum()) / a
        for other_place, other in along:
            if other_place >= place:
                bend[place, other_place] += _sum(heavy, other)
    return value + _sum(rows.counts, gain), slope, np.triu(bend) + np.triu(bend, 1).T


def _if_nobody_left(parameters: np.ndarray, rows: Histories, first_coin: int) -> tuple[float, np.ndarray, np.ndarray]:
    """The part of :func:`totals` without the odds, by levels of x and of T; second derivatives above the diagonal."""
    r, alpha, a, b = parameters
    x, age = rows.purchase_levels, rows.age_levels
    customers, of_age, bought_at_age = rows.customers_by_purchases, rows.customers_by_age, rows.purchases_by_age
    coins, everybody = x.values + first_coin, float(customers.sum())
    by_x = (
        gammaln(r + x.values) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(b + coins) - gammaln(b) - gammaln(a + b + coins)
    )  # fmt: skip
    log_age, still, rate = np.log(alpha + age.values), 1 / (alpha + age.values), r * of_age + bought_at_age
    value = _sum(customers, by_x) - _sum(rate, log_age)
    together = _sum(customers, psi(a + b) - psi(a + b + coins))
    own = _sum(customers, psi(b + coins) - psi(b))
    slope = np.array(
        [
            _sum(customers, psi(r + x.values) - psi(r) + np.log(alpha)) - _sum(of_age, log_age),
            everybody * r / alpha - _sum(rate, still),
            together,
            together + own,
        ]
    )
    bend = np.zeros((4, 4))
    bend[0, 0] = _sum(customers, polygamma(1, r + x.values) - polygamma(1, r))
    bend[0, 1] = everybody / alpha - _sum(of_age, still)
    bend[1, 1] = _sum(rate, still**2) - everybody * r / alpha**2
    bend[2, 2] = bend[2, 3] = _sum(customers, polygamma(1, a + b) - polygamma(1, a + b + coins))
    bend[3, 3] = bend[2, 2] + _sum(customers, polygamma(1, b + coins) - polygamma(1, b))
    return value, slope, bend


def _sum(weights: np.ndarray, values: np.ndarray) -> float:
    """Weighted sum, without BLAS and its threads."""
    return float(np.einsum("n,n->", weights, values))


def alive(parameters: np.ndarray, rows: Histories, first_coin: int) -> np.ndarray:
    """Probability of each row to be still a customer."""
    return expit(-_odds(parameters, rows, first_coin)[1])


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
    with np.errstate(over="ignore", invalid="ignore"):
        purchases = top / (a - 1) * (1 - left ** (a - 1) * series)
    # Where the series cannot be summed (a and b near zero, a long age) nobody is seen to leave.
    return np.where(np.isfinite(purchases), purchases, r * span / alpha)


def pairs_of_active(r: np.ndarray, alpha: np.ndarray, a: float, b: np.ndarray, span: float) -> np.ndarray:
    """Expectation of n·(n − 1) of the purchases in ``span``: 2 ∫ u · E[λ²(1 − p) e^(−λpu)] du, by Gauss–Legendre."""
    total = np.zeros_like(r)
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        until = node * span
        series = hyp2f1(a, a + b - r - 1, a + b + 1, until / (alpha + until))
        with np.errstate(over="ignore", invalid="ignore"):
            part = (1 + until / alpha) ** -a * series
        # Euler's transformation of the same, for many coins (a and b in the thousands), where the product is 0 · ∞.
        lost = ~np.isfinite(part)
        turned = hyp2f1(b[lost] + 1, r[lost] + 2, a + b[lost] + 1, until / (alpha[lost] + until))
        part[lost] = (1 + until / alpha[lost]) ** -(r[lost] + 2) * turned
        # The limit of many gammas (r in the thousands), where all buy at nearly one rate and neither series can be summed.
        lost = ~np.isfinite(part)
        part[lost] = hyp1f1(a, a + b[lost] + 1, -(r[lost] + 2) * until / alpha[lost])
        total += weight * span * until * part
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
