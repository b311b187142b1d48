"""The first of many by value, without sorting those that nobody will see. Pure functions on arrays."""

import numpy as np

PLACES_AT_ONCE = 1 << 14


def best_places(values: np.ndarray, first: int | None = None) -> np.ndarray:
    """Places by value, the highest first, equal ones as they stand; only the ``first`` of them where that is said.

    >>> best_places(np.array([1.0, 5.0, 3.0, 5.0]), 3)
    array([1, 3, 2])
    """
    count = len(values)
    if first is None or first * 4 >= count:
        return np.argsort(-values, kind="stable")[:first]
    if first <= 0:
        return np.zeros(0, dtype=np.int64)
    least = np.partition(values, count - first)[count - first]
    reached = np.flatnonzero(values >= least)
    return reached[np.argsort(-values[reached], kind="stable")][:first]


def chosen_first(order: np.ndarray, is_chosen: np.ndarray, first: int | None = None) -> np.ndarray:
    """The chosen places in the given order of all; only the ``first`` of them, which a part of the order often holds."""
    if first is None:
        return order[is_chosen[order]]
    taken = 0
    found: list[np.ndarray] = []
    for start in range(0, len(order), PLACES_AT_ONCE):
        part = order[start : start + PLACES_AT_ONCE]
        found.append(part[is_chosen[part]][: first - taken])
        taken += len(found[-1])
        if taken >= first:
            break
    return np.concatenate(found) if found else order[:0]
