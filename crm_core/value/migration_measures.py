"""How far two placings of the same customers agree: stability, agreement beyond chance, drift of the mix. Pure functions."""

import numpy as np


def moves(before: np.ndarray, after: np.ndarray, groups: int, ends: int) -> np.ndarray:
    """Customers by place before (rows) and place after (columns)."""
    return np.bincount(before.astype(int) * ends + after.astype(int), minlength=groups * ends).reshape(groups, ends)


def shorrocks(counts: np.ndarray) -> float | None:
    """Shorrocks (1978): (k − trace of row shares) / (k − 1) over those who stayed; 0 nobody moves, above 1 more than chance."""
    square = counts[:, : len(counts)].astype(float)
    held = square.sum(axis=1) > 0
    square = square[held][:, held]
    if len(square) < 2:
        return None
    of_row = square.sum(axis=1, keepdims=True)
    shares = np.divide(
        square, of_row, out=np.zeros_like(square), where=of_row > 0
    )  # all gone where nobody was: none stayed
    return float((len(square) - np.trace(shares)) / (len(square) - 1))


def kappa(counts: np.ndarray) -> float | None:
    """Cohen's kappa (1960): agreement of the two placings beyond what their mixes alone would bring."""
    square = counts[:, : len(counts)].astype(float)
    total = square.sum()
    if total == 0:
        return None
    by_chance = float((square.sum(axis=0) * square.sum(axis=1)).sum() / total**2)
    return None if by_chance == 1 else float((np.trace(square) / total - by_chance) / (1 - by_chance))


def jaccard(counts: np.ndarray, place: int) -> float | None:
    """Of the customers in the group before or after, those in it both times; the lost count as before."""
    both = float(counts[place, place])
    either = float(counts[place].sum() + counts[:, place].sum()) - both
    return both / either if either else None


def stability_index(before: np.ndarray, after: np.ndarray) -> float | None:
    """Population stability index Σ (q − p) ln(q / p) of two mixes; None where a group is empty once."""
    p, q = before / before.sum() if before.sum() else before, after / after.sum() if after.sum() else after
    held = (p > 0) | (q > 0)
    if not held.any() or (p[held] <= 0).any() or (q[held] <= 0).any():
        return None
    return float(((q[held] - p[held]) * np.log(q[held] / p[held])).sum())
