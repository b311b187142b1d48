"""Buying histories as lifetime models read them: repeat purchases, age at the last one, age today. Knows no money, no dates.

Times are in one unit throughout (weeks in this house). The word for a customer's age at the last purchase is ``t_x``.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Levels:
    """The different values of a column, and for each row the place of its value: logarithms are taken once a value."""

    values: np.ndarray
    places: np.ndarray

    def spread(self, by_value: np.ndarray) -> np.ndarray:
        """One number a row from one number a different value."""
        return by_value[self.places]


def levels(column: np.ndarray) -> Levels:
    """The different values of a column in the order in which they come."""
    places, values = pd.factorize(column)
    return Levels(np.asarray(values, dtype=float), places)


@dataclass(frozen=True)
class Histories:
    """One row per customer, or per different history with ``counts`` customers behind it.

    ``purchases``: repeat purchases x; ``last``: age at the last purchase t_x (0 without a repeat); ``age``: T.
    """

    purchases: np.ndarray
    last: np.ndarray
    age: np.ndarray
    counts: np.ndarray

    @cached_property
    def purchase_levels(self) -> Levels:
        return levels(self.purchases)

    @cached_property
    def last_levels(self) -> Levels:
        return levels(self.last)

    @cached_property
    def age_levels(self) -> Levels:
        return levels(self.age)

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Different pairs of purchases and age, and each row's place among them: what the future hangs on."""
        ages = self.age_levels
        codes, kinds = pd.factorize(self.purchase_levels.places * len(ages.values) + ages.places)
        kinds = np.asarray(kinds)
        return self.purchase_levels.values[kinds // len(ages.values)], ages.values[kinds % len(ages.values)], codes

    @property
    def customers(self) -> int:
        return int(self.counts.sum())

    @property
    def repeat_buyers(self) -> int:
        """Customers with at least one repeat purchase."""
        return int(self.counts[self.purchases > 0].sum())

    def alike(self) -> "Histories":
        """Equal histories on one row, with their customers counted."""
        code = self.pairs[2] * len(self.last_levels.values) + self.last_levels.places
        places, _ = pd.factorize(code)
        first = np.zeros(places.max() + 1 if len(places) else 0, dtype=np.int64)
        first[places[::-1]] = np.arange(len(places) - 1, -1, -1)
        return Histories(
            self.purchases[first], self.last[first], self.age[first], np.bincount(places, weights=self.counts)
        )

    def taken(self, places: np.ndarray) -> "Histories":
        """The rows at the places."""
        return Histories(self.purchases[places], self.last[places], self.age[places], self.counts[places])

    def sample(self, most: int) -> "Histories":
        """Evenly taken rows, at most about ``most`` of them."""
        step = -(-len(self.purchases) // most)
        if step <= 1:
            return self
        taken = slice(None, None, step)
        return Histories(self.purchases[taken], self.last[taken], self.age[taken], self.counts[taken])


def histories(purchases: ArrayLike, last: ArrayLike, age: ArrayLike) -> Histories:
    """One row per customer."""
    x, t_x, t = (np.asarray(column, dtype=float) for column in (purchases, last, age))
    return Histories(x, t_x, t, np.ones(len(x)))
