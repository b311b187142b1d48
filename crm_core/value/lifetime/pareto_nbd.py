"""Pareto/NBD: buying at gamma-distributed rates, leaving at any moment at gamma-distributed rates.

David C. Schmittlein, Donald G. Morrison and Richard Colombo, Counting Your Customers: Who Are They and What Will They
Do Next?, Management Science 33, 1987; Peter S. Fader and Bruce G. S. Hardie, A Note on Deriving the Pareto/NBD Model,
2005. The integral over the unseen moment of leaving is taken by Gauss–Legendre nodes in (alpha + y)^-(r + x - 1); the
Gaussian hypergeometric function of the paper is neither needed nor safe.
"""

import numpy as np
from scipy.special import expit, gammaln, hyperu, psi

from crm_core.value.lifetime.histories import Histories
from crm_core.value.lifetime.timing import TimingModel

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
FINE_NODES, FINE_WEIGHTS = np.polynomial.legendre.leggauss(24)
FINE_NODES, FINE_WEIGHTS = (FINE_NODES + 1) / 2, FINE_WEIGHTS / 2


def terms(parameters: np.ndarray, rows: Histories) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood and its derivatives."""
    r, alpha, s, beta = parameters
    x, age = rows.purchase_levels, rows.age_levels
    rate = r + rows.purchases
    log_age, log_age_beta = age.spread(np.log(alpha + age.values)), age.spread(np.log(beta + age.values))
    gone, means = _left_before(parameters, rows)
    stays = -rate * log_age - s * log_age_beta
    dead = expit(gone - stays)
    living = 1 - dead
    by_x = gammaln(r + x.values) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    values = x.spread(by_x) + np.logaddexp(stays, gone)
    scores = np.empty((4, len(values)))
    scores[0] = x.spread(psi(r + x.values) - psi(r) + np.log(alpha)) - living * log_age - dead * means[0]
    scores[1] = r / alpha - rate * (living * age.spread(1 / (alpha + age.values)) + dead * means[1])
    scores[2] = np.log(beta) - living * log_age_beta + dead * (1 / s - means[2])
    scores[3] = s / beta - living * s * age.spread(1 / (beta + age.values)) - dead * (s + 1) * means[3]
    return values, scores


def alive(parameters: np.ndarray, rows: Histories) -> np.ndarray:
    """Probability to be still a customer."""
    r, alpha, s, beta = parameters
    age = rows.age_levels
    stays = -(r + rows.purchases) * age.spread(np.log(alpha + age.values)) - s * age.spread(np.log(beta + age.values))
    return expit(stays - _left_before(parameters, rows, has_means=False)[0])


def expected_if_alive(
    parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float | np.ndarray
) -> np.ndarray:
    """The future of a customer: the same model with r + x, alpha + T, s, beta + T."""
    r, alpha, s, beta = parameters
    left = np.log1p(span / (beta + age))
    lasting = left if abs(s - 1) < 1e-9 else -np.expm1((1 - s) * left) / (s - 1)
    return (r + purchases) / (alpha + age) * (beta + age) * lasting


def pairs_if_alive(parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float) -> np.ndarray:
    """Expectation of n·(n − 1) purchases: 2 ∫ u · E[λ²] · E[e^(−μu)] du, by Gauss–Legendre."""
    r, alpha, s, beta = parameters
    shape, left = r + purchases, beta + age
    total = np.zeros_like(left)
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        until = node * span
        total += weight * span * until * (left / (left + until)) ** s
    return 2 * shape * (shape + 1) / (alpha + age) ** 2 * total


def counts_if_alive(
    parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float, most: int
) -> np.ndarray:
    """Probabilities of 0 … ``most`` purchases: over whole spans, and over spans cut short by leaving."""
    r, alpha, s, beta = parameters
    r, alpha, beta = r + purchases, alpha + age, beta + age
    outlives = (beta / (beta + span)) ** s
    counts = outlives[:, None] * _purchases_in(np.full(len(r), span), r, alpha, most)
    for node, weight in zip(FINE_NODES, FINE_WEIGHTS, strict=True):
        share = outlives + node * (1 - outlives)
        cut = beta * np.expm1(-np.log(share) / s)
        counts += (weight * (1 - outlives))[:, None] * _purchases_in(cut, r, alpha, most)
    return counts


def expected_of_new(parameters: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Repeat purchases of somebody just won."""
    nothing = np.zeros(np.shape(span))
    return expected_if_alive(parameters, nothing, nothing, span)


def residual_purchases(parameters: np.ndarray, rows: Histories, discount: float) -> np.ndarray:
    """Discounted expected residual transactions without end (DERT), at a continuous rate per unit of time.

    Peter S. Fader, Bruce G. S. Hardie and Ka Lok Lee, RFM and CLV: Using Iso-Value Curves, 2005, equation 2. Holds the
    published values of whole lives; the product counts up to a horizon.
    """
    r, alpha, s, beta = parameters
    later = beta + rows.age
    lasting = later * hyperu(1.0, 2.0 - s, discount * later)
    return alive(parameters, rows) * (r + rows.purchases) / (alpha + rows.age) * lasting


def starts(rate: float, age: float) -> list[tuple[float, float, float, float]]:
    """Beginnings of the search, from the mean rate and the mean age."""
    return [(r, r / rate, s, age * scale) for r, s, scale in ((0.6, 0.6, 0.4), (1.0, 0.3, 1.0), (0.3, 1.5, 3.0))]


def _left_before(parameters: np.ndarray, rows: Histories, has_means: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Logarithm of s·∫ (alpha+y)^-(r+x) (beta+y)^-(s+1) dy from t_x to T, and means under it for the derivatives.

    Means of log(alpha+y), 1/(alpha+y), log(beta+y) and 1/(beta+y); zeros where they are not wanted.
    """
    r, alpha, s, beta = parameters
    age, last = rows.age_levels, rows.last_levels
    steep = r + rows.purchases - 1
    log_last = last.spread(np.log(alpha + last.values))
    log_last_beta = last.spread(np.log(beta + last.values))
    start = alpha + rows.last
    reach = age.spread(np.log(alpha + age.values)) - log_last
    bend = steep * reach
    is_straight = np.abs(bend) < 1e-5
    safe = np.where(is_straight, 1.0, steep)
    fallen = -np.expm1(-bend)
    width = np.where(is_straight, reach * (1 - bend / 2), fallen / safe)
    total = np.zeros_like(start)
    means = np.zeros((4, len(start)))
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        straight = node * reach * (1 - bend * (1 - node) / 2)
        v = np.where(is_straight, straight, -np.log1p(-node * fallen) / safe)
        here = start * np.exp(v)
        log_beta = np.log(beta - alpha + here)
        share = weight * np.exp((s + 1) * (log_last_beta - log_beta))
        total += share
        if not has_means:
            continue
        means[0] += share * (log_last + v)
        means[1] += share / here
        means[2] += share * log_beta
        means[3] += share / (beta - alpha + here)
    with np.errstate(divide="ignore"):
        value = np.log(s) - steep * log_last + np.log(width) - (s + 1) * log_last_beta + np.log(total)
    return value, np.divide(means, total, out=np.zeros_like(means), where=total > 0)


def _purchases_in(span: np.ndarray, r: np.ndarray, alpha: np.ndarray, most: int) -> np.ndarray:
    """Negative binomial probabilities of 0 … ``most`` purchases while a customer."""
    n = np.arange(most + 1)[None, :]
    share = (span / (alpha + span))[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        powers = np.where(n > 0, n * np.log(share), 0.0)
    shape = r[:, None]
    return np.exp(gammaln(shape + n) - gammaln(shape) - gammaln(n + 1) + shape * np.log1p(-share) + powers)


PARETO_NBD = TimingModel(
    "pareto_nbd",
    "Pareto/NBD",
    ("r", "alpha", "s", "beta"),
    terms,
    alive,
    expected_if_alive,
    pairs_if_alive,
    counts_if_alive,
    expected_of_new,
    starts,
)
