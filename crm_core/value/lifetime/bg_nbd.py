"""BG/NBD: buying at gamma-distributed rates, and a coin after every repeat purchase that decides whether one stays.

Peter S. Fader, Bruce G. S. Hardie and Ka Lok Lee, "Counting Your Customers" the Easy Way, Marketing Science 24, 2005.
Assumes: Poisson buying while a customer; rates gamma(r, alpha); leaving after a repeat purchase with probability p;
p beta(a, b); all independent. Somebody without a repeat purchase is therefore always taken as a customer.
"""

import numpy as np

from crm_core.value.lifetime import beta_geometric
from crm_core.value.lifetime.histories import Histories
from crm_core.value.lifetime.timing import TimingModel


def terms(parameters: np.ndarray, rows: Histories) -> tuple[np.ndarray, np.ndarray]:
    """Equation 6 of the paper in logarithms, and its derivatives."""
    return beta_geometric.terms(parameters, rows, 0)


def totals(parameters: np.ndarray, rows: Histories) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood of all rows together, its slope and its second derivatives."""
    return beta_geometric.totals(parameters, rows, 0)


def alive(parameters: np.ndarray, rows: Histories) -> np.ndarray:
    """Probability to be still a customer; 1 without a repeat purchase."""
    return beta_geometric.alive(parameters, rows, 0)


def expected_if_alive(
    parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float | np.ndarray
) -> np.ndarray:
    """Equation 10 without its division by the odds: the future is the same model with r + x, alpha + T, a, b + x."""
    r, alpha, a, b = parameters
    return beta_geometric.expected_of_active(r + purchases, alpha + age, a, b + purchases, span)


def pairs_if_alive(parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float) -> np.ndarray:
    """Expectation of n·(n − 1) purchases."""
    r, alpha, a, b = parameters
    return beta_geometric.pairs_of_active(r + purchases, alpha + age, a, b + purchases, span)


def counts_if_alive(
    parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float, most: int
) -> np.ndarray:
    """Equation 8 with the updated parameters."""
    r, alpha, a, b = parameters
    return beta_geometric.counts_of_active(r + purchases, alpha + age, a, b + purchases, span, most)


def expected_of_new(parameters: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Equation 9: repeat purchases of somebody just won."""
    nothing = np.zeros(np.shape(span))
    return expected_if_alive(parameters, nothing, nothing, span)


def starts(rate: float, age: float) -> list[tuple[float, float, float, float]]:
    """Beginnings of the search, from the mean rate."""
    return [(r, r / rate, a, b) for r, a, b in ((0.5, 0.8, 2.5), (1.0, 0.2, 4.0), (0.3, 0.02, 5.0))]


BG_NBD = TimingModel(
    "bg_nbd",
    "BG/NBD",
    beta_geometric.NAMES,
    terms,
    alive,
    expected_if_alive,
    pairs_if_alive,
    counts_if_alive,
    expected_of_new,
    starts,
    totals,
)
