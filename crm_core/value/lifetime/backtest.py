"""Is the model any good: fitted to the first part of the history, held against the rest and against plain rules.

The plain rules are "the same rate as before" for purchases and "as much as in the past" for the order of customers.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from crm_core.value.lifetime.histories import Histories

Grade = Literal["A", "B", "C", "D"]
DECILES = 10
GOOD_GAIN, GOOD_MISS, FAIR_MISS = 0.10, 0.10, 0.20
ALIKE = 1e-9


@dataclass(frozen=True)
class Held:
    """Customers of the first part and what they did in the second, of ``weeks``.

    ``spent_before`` is all that they spent in the first part, ``own_mean`` the mean amount of their repeat purchases.
    """

    rows: Histories
    own_mean: np.ndarray
    spent_before: np.ndarray
    bought_after: np.ndarray
    spent_after: np.ndarray
    weeks: float


@dataclass(frozen=True)
class Score:
    """How one forecast did: total forecast and actual purchases, mean absolute error, share of value in its top tenth."""

    forecast: float
    actual: float
    mean_error: float
    top_share: float

    @property
    def ratio(self) -> float:
        """Forecast by actual."""
        return self.forecast / self.actual if self.actual else np.nan


def same_rate(held: Held) -> np.ndarray:
    """Purchases if everybody went on at the rate of the first part."""
    age = held.rows.age
    return np.divide(held.rows.purchases * held.weeks, age, out=np.zeros(len(age)), where=age > 0)


def score(purchases: np.ndarray, value: np.ndarray, held: Held) -> Score:
    """Score of a forecast of purchases and of a value by which customers are put in order."""
    return Score(
        forecast=float(purchases.sum()),
        actual=float(held.bought_after.sum()),
        mean_error=float(np.abs(purchases - held.bought_after).mean()) if len(purchases) else np.nan,
        top_share=top_share(value, held.spent_after),
    )


def top_share(order: np.ndarray, spent: np.ndarray) -> float:
    """Share of all that was spent which the first tenth by ``order`` spent; equals share what their places hold."""
    total = float(spent.sum())
    if total <= 0 or not len(order):
        return np.nan
    room = max(len(order) // DECILES, 1)
    ranked = np.argsort(-order, kind="stable")
    cut = order[ranked[room - 1]]
    above, at_cut = order > cut, order == cut
    places = room - int(above.sum())
    return float((spent[above].sum() + places * spent[at_cut].mean()) / total)


def by_decile(purchases: np.ndarray, held: Held) -> pd.DataFrame:
    """One row per tenth of the customers by forecast: mean forecast, mean actual, customers."""
    ranked = np.argsort(purchases, kind="stable")
    parts = [part for part in np.array_split(ranked, DECILES) if len(part)]
    return pd.DataFrame(
        {
            "decile": np.arange(1, len(parts) + 1),
            "forecast": [float(purchases[part].mean()) for part in parts],
            "actual": [float(held.bought_after[part].mean()) for part in parts],
            "n": [len(part) for part in parts],
        }
    )


def by_purchases(purchases: np.ndarray, held: Held, most: int = 7) -> pd.DataFrame:
    """One row per number of repeat purchases before (``most`` and more together): mean forecast, mean actual.

    So the papers plot their holdouts; the product shows tenths by forecast.
    """
    before = np.minimum(held.rows.purchases, most).astype(int)
    counts = np.bincount(before, minlength=most + 1)
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "purchases": np.arange(most + 1),
                "n": counts,
                "forecast": np.bincount(before, weights=purchases, minlength=most + 1) / counts,
                "actual": np.bincount(before, weights=held.bought_after, minlength=most + 1) / counts,
            }
        )


def grade(model: Score, plain: Score) -> Grade:
    """A: a tenth better than the plain rate and the total within 10 %; B: better, within 20 %; C: better; D: not better."""
    gain = 1 - model.mean_error / plain.mean_error if plain.mean_error else 0.0
    miss = abs(model.ratio - 1)
    if gain <= ALIKE:
        return "D"
    if gain >= GOOD_GAIN - ALIKE and miss <= GOOD_MISS + ALIKE:
        return "A"
    return "B" if miss <= FAIR_MISS + ALIKE else "C"


def relative_error(model: Score) -> float:
    """How far off the total was, as the logarithm of actual by forecast; widens intervals of totals."""
    if model.forecast <= 0 or model.actual <= 0:
        return 1.0
    return abs(float(np.log(model.actual / model.forecast)))
