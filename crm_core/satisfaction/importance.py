"""What goes with satisfaction: explained variance shared out fairly among its drivers; pure, and never called a cause.

Every subset of up to fifteen drivers is fitted, for all bootstrap samples at once, by eliminating one driver after the
other from the correlation matrix (Schur complements) instead of solving thousands of regressions one by one.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
from scipy import stats

MOST_DRIVERS = 15


def explained_by_subsets(correlations: np.ndarray) -> np.ndarray:
    """R² of every subset of drivers: bit j of the place says whether driver j is in.

    ``correlations`` is (…, p + 1, p + 1) with the outcome last; the result is (2^p, …).
    """
    remaining = np.asarray(correlations, dtype=float)[np.newaxis]
    drivers = remaining.shape[-1] - 1
    for _ in range(drivers):
        rest = remaining[..., 1:, 1:]
        pivot = np.maximum(remaining[..., :1, :1], 1e-12)
        taken = rest - remaining[..., 1:, :1] * remaining[..., :1, 1:] / pivot
        remaining = np.concatenate([rest, taken])
    return 1 - remaining[..., 0, 0]


def lmg(explained: np.ndarray) -> np.ndarray:
    """Shapley's fair share of R² for each driver (Lindeman, Merenda and Gold 1980), from R² of every subset.

    LMG_j = Σ over S without j of |S|! (p − |S| − 1)! / p! · (R²(S ∪ j) − R²(S)); the shares sum to R² of all.
    """
    subsets = np.arange(len(explained))
    drivers = len(explained).bit_length() - 1
    sizes = np.array([int(subset).bit_count() for subset in subsets])
    shares = []
    for driver in range(drivers):
        without = subsets[(subsets >> driver) & 1 == 0]
        weights = [factorial(size) * factorial(drivers - size - 1) / factorial(drivers) for size in sizes[without]]
        gains = explained[without | (1 << driver)] - explained[without]
        shares.append(np.tensordot(weights, gains, axes=1))
    return np.array(shares)


def grouped_lmg(explained: np.ndarray, is_first: np.ndarray) -> np.ndarray:
    """Fair shares of R² for two groups of drivers, each group acting as one."""
    bits = 1 << np.arange(len(is_first))
    first, second = int(bits[is_first].sum()), int(bits[~is_first].sum())
    together = explained[first + second]
    of_first = (explained[first] + together - explained[second]) / 2
    return np.array([of_first, together - of_first])


def relative_weights(correlations: np.ndarray) -> np.ndarray:
    """Johnson's relative weights: close to LMG, at the cost of one decomposition."""
    among, with_outcome = correlations[:-1, :-1], correlations[:-1, -1]
    values, vectors = np.linalg.eigh(among)
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    return root**2 @ np.linalg.solve(root, with_outcome) ** 2


def correlations_of(moments: np.ndarray, size: int) -> np.ndarray:
    """Correlation matrices from sums of weight, values and products, one row of ``moments`` for each sample."""
    weight = moments[:, :1]
    means = moments[:, 1 : size + 1] / weight
    products = moments[:, size + 1 :].reshape(-1, size, size) / weight[:, :, np.newaxis]
    covariances = products - means[:, :, np.newaxis] * means[:, np.newaxis, :]
    spread = np.sqrt(np.maximum(np.einsum("bii->bi", covariances), 1e-12))
    return covariances / (spread[:, :, np.newaxis] * spread[:, np.newaxis, :])


@dataclass(frozen=True)
class Bootstrap:
    """Correlations and means of the sample itself (first) and of samples drawn by customer."""

    correlations: np.ndarray
    means: np.ndarray


def drawn_by_customer(values: np.ndarray, customers: np.ndarray, draws: int = 500, seed: int = 7) -> Bootstrap:
    """Samples with replacement in which all answers of a customer come or stay away together."""
    size = values.shape[1]
    centred = values - values.mean(axis=0)
    _, places = np.unique(customers, return_inverse=True)
    products = (centred[:, :, np.newaxis] * centred[:, np.newaxis, :]).reshape(len(values), -1)
    parts = np.column_stack([np.ones(len(values)), centred, products])
    groups = int(places.max()) + 1
    sums = np.column_stack([np.bincount(places, weights=part, minlength=groups) for part in parts.T])
    times = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=draws)
    moments = np.vstack([sums.sum(axis=0), times @ sums])
    return Bootstrap(correlations_of(moments, size), moments[:, 1 : size + 1] / moments[:, :1] + values.mean(axis=0))


@dataclass(frozen=True)
class Asymmetry:
    """What a bad and an excellent rating go with, against a middling one; ``factor`` says which weighs more."""

    base: float
    penalty: float
    reward: float
    factor: str


def asymmetry(ratings: np.ndarray, outcome: np.ndarray) -> Asymmetry | None:
    """Penalty and reward of one driver: mean outcome at low ratings (a quarter of the scale) and at the best one.

    ``basic`` where the penalty is the larger beyond noise, ``delight`` where the reward is, ``even`` where neither.
    Ratings run from 0 to 100. None where fewer than two ratings are low, middling or best.
    """
    parts = [outcome[ratings <= 25], outcome[(ratings > 25) & (ratings < 100)], outcome[ratings >= 100]]
    counts = np.array([len(part) for part in parts])
    if counts.min() < 2:
        return None
    low, base, best = (float(part.mean()) for part in parts)
    penalty, reward = low - base, best - base
    freedom = len(outcome) - 3
    variance = sum(float(((part - part.mean()) ** 2).sum()) for part in parts) / freedom
    difference = -penalty - reward
    error = (variance * (1 / counts[0] + 1 / counts[2] + 4 / counts[1])) ** 0.5
    reach = float(stats.t.ppf(0.975, freedom)) * error
    factor = "basic" if difference > reach else "delight" if difference < -reach else "even"
    return Asymmetry(base, penalty, reward, factor)


def cronbach_alpha(items: np.ndarray) -> float:
    """How far the items measure one thing (Cronbach 1951); columns are items."""
    count = items.shape[1]
    whole = items.sum(axis=1).var(ddof=1)
    return float(count / (count - 1) * (1 - items.var(axis=0, ddof=1).sum() / whole)) if whole > 0 else 0.0


def first_component_share(correlations: np.ndarray) -> float:
    """Share of all variance that one common factor takes: the halo."""
    return float(np.linalg.eigvalsh(correlations)[-1] / len(correlations))
