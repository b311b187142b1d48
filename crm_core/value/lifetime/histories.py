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
    return Levels(np.asarray(values, dtype=float), places.astype(np.int32))


@dataclass(frozen=True)
class Histories:
    """One row per customer, or per different history with ``counts`` customers behind it.

    Held as levels alone, for a million customers are kept for long; the columns are made of them when they are asked for.
    """

    purchase_levels: Levels
    last_levels: Levels
    age_levels: Levels
    counts: np.ndarray

    @property
    def purchases(self) -> np.ndarray:
        """Repeat purchases x."""
        return self.purchase_levels.spread(self.purchase_levels.values)

    @property
    def last(self) -> np.ndarray:
        """Age at the last purchase t_x; 0 without a repeat."""
        return self.last_levels.spread(self.last_levels.values)

    @property
    def age(self) -> np.ndarray:
        """Age today T."""
        return self.age_levels.spread(self.age_levels.values)

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Different pairs of purchases and age, and each row's place among them: what the future hangs on."""
        ages = self.age_levels
        codes, kinds = pd.factorize(self.purchase_levels.places.astype(np.int64) * len(ages.values) + ages.places)
        kinds = np.asarray(kinds)
        x, age = self.purchase_levels.values[kinds // len(ages.values)], ages.values[kinds % len(ages.values)]
        return x, age, codes.astype(np.int32)

    @cached_property
    def customers(self) -> int:
        return int(self.counts.sum())

    @cached_property
    def repeat_buyers(self) -> int:
        """Customers with at least one repeat purchase."""
        return int(self.counts[self.purchases > 0].sum())

    @cached_property
    def customers_by_purchases(self) -> np.ndarray:
        """Customers of each level of purchases."""
        return np.bincount(self.purchase_levels.places, self.counts, len(self.purchase_levels.values))

    @cached_property
    def customers_by_age(self) -> np.ndarray:
        """Customers of each level of age."""
        return np.bincount(self.age_levels.places, self.counts, len(self.age_levels.values))

    @cached_property
    def purchases_by_age(self) -> np.ndarray:
        """Repeat purchases of the customers of each level of age."""
        return np.bincount(self.age_levels.places, self.counts * self.purchases, len(self.age_levels.values))

    def alike(self) -> "Histories":
        """Equal histories on one row, with their customers counted; in the order of purchases, age and last."""
        x, age, last = self.purchase_levels, self.age_levels, self.last_levels
        code = (x.places.astype(np.int64) * len(age.values) + age.places) * len(last.values) + last.places
        if (self.counts == 1).all():
            kinds, counts = np.unique(code, return_counts=True)
        else:
            kinds, places = np.unique(code, return_inverse=True)
            counts = np.bincount(places, self.counts, len(kinds))
        pair, of_last = np.divmod(kinds, len(last.values))
        of_x, of_age = np.divmod(pair, len(age.values))
        return Histories(
            Levels(x.values, of_x), Levels(last.values, of_last), Levels(age.values, of_age), counts.astype(float)
        )

    def taken(self, places: np.ndarray) -> "Histories":
        """The rows at the places."""
        columns = (self.purchase_levels, self.last_levels, self.age_levels)
        x, last, age = (Levels(column.values, column.places[places]) for column in columns)
        return Histories(x, last, age, self.counts[places])

    def sample(self, most: int) -> "Histories":
        """Evenly taken customers, about ``most`` of them, those of one row together."""
        if self.customers <= most:
            return self
        reached = np.cumsum(self.counts)
        taken = np.searchsorted(reached, (np.arange(most) + 0.5) * (reached[-1] / most))
        rows, counts = np.unique(taken, return_counts=True)
        x, last, age = (
            levels(column.spread(column.values)[rows])
            for column in (self.purchase_levels, self.last_levels, self.age_levels)
        )
        return Histories(x, last, age, counts.astype(float))


def histories(purchases: ArrayLike, last: ArrayLike, age: ArrayLike) -> Histories:
    """One row per customer."""
    x, t_x, t = (levels(np.asarray(column, dtype=float)) for column in (purchases, last, age))
    return Histories(x, t_x, t, np.broadcast_to(1.0, len(x.places)))
