"""MBG/NBD: as the BG/NBD, with one more coin right after the first purchase.

Emine Persentili Batislam, Meltem Denizel and Alpay Filiztekin, Empirical Validation and Comparison of Models for
Customer Base Analysis, International Journal of Research in Marketing 24, 2007; Daniel Hoppe and Udo Wagner, Customer
Base Analysis: The Case for a Central Variant of the Betageometric/NBD Model, 2007. Whoever bought once may have left.
"""

import numpy as np

from crm_core.value.lifetime import beta_geometric
from crm_core.value.lifetime.bg_nbd import starts
from crm_core.value.lifetime.histories import Histories
from crm_core.value.lifetime.timing import TimingModel


def terms(parameters: np.ndarray, rows: Histories) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood and its derivatives."""
    return beta_geometric.terms(parameters, rows, 1)


def totals(parameters: np.ndarray, rows: Histories) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood of all rows together, its slope and its second derivatives."""
    return beta_geometric.totals(parameters, rows, 1)


def alive(parameters: np.ndarray, rows: Histories) -> np.ndarray:
    """Probability to be still a customer; below 1 for everybody."""
    return beta_geometric.alive(parameters, rows, 1)


def expected_if_alive(
    parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float | np.ndarray
) -> np.ndarray:
    """The future of a customer: x + 1 coins have fallen well."""
    r, alpha, a, b = parameters
    return beta_geometric.expected_of_active(r + purchases, alpha + age, a, b + purchases + 1, span)


def pairs_if_alive(parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float) -> np.ndarray:
    """Expectation of n·(n − 1) purchases."""
    r, alpha, a, b = parameters
    return beta_geometric.pairs_of_active(r + purchases, alpha + age, a, b + purchases + 1, span)


def counts_if_alive(
    parameters: np.ndarray, purchases: np.ndarray, age: np.ndarray, span: float, most: int
) -> np.ndarray:
    """Probabilities of 0 … ``most`` purchases."""
    r, alpha, a, b = parameters
    return beta_geometric.counts_of_active(r + purchases, alpha + age, a, b + purchases + 1, span, most)


def expected_of_new(parameters: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Repeat purchases of somebody just won, whose first coin has yet to fall."""
    _, _, a, b = parameters
    nothing = np.zeros(np.shape(span))
    return b / (a + b) * expected_if_alive(parameters, nothing, nothing, span)


MBG_NBD = TimingModel(
    "mbg_nbd",
    "MBG/NBD",
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
