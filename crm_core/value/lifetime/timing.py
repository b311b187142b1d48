"""What every lifetime model of buying without a contract can be asked; each model fills it in its own file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crm_core.value.lifetime.fitting import Fit, Totals, fitted
from crm_core.value.lifetime.histories import Histories

LOWEST, HIGHEST = 5e-6, 1e5


@dataclass(frozen=True)
class TimingModel:
    """A model of when customers buy and when they leave.

    ``terms``: log-likelihood and derivatives; ``alive``: probability to be still a customer; ``expected_if_alive``
    (parameters, x, T, span): purchases of one who is; ``pairs_if_alive``: expectation of n·(n − 1);
    ``counts_if_alive`` (…, most): their probabilities;
    ``expected_of_new`` (parameters, span): purchases of somebody just won; ``starts``: beginnings of the search, from
    mean rate and age; ``totals``: log-likelihood of all rows with its slope and second derivatives, where written out.
    """

    code: str
    name: str
    parameters: tuple[str, ...]
    terms: Callable[[np.ndarray, Histories], tuple[np.ndarray, np.ndarray]]
    alive: Callable[[np.ndarray, Histories], np.ndarray]
    expected_if_alive: Callable[[np.ndarray, np.ndarray, np.ndarray, float | np.ndarray], np.ndarray]
    pairs_if_alive: Callable[[np.ndarray, np.ndarray, np.ndarray, float], np.ndarray]
    counts_if_alive: Callable[[np.ndarray, np.ndarray, np.ndarray, float, int], np.ndarray]
    expected_of_new: Callable[[np.ndarray, np.ndarray], np.ndarray]
    starts: Callable[[float, float], Sequence[tuple[float, float, float, float]]]
    totals: Totals[Histories] | None = None

    def fit(self, rows: Histories) -> Fit:
        """The most likely parameters for the customers' histories."""
        weeks = max(float(np.sum(rows.age * rows.counts)), 1e-9)
        rate = max(float(np.sum(rows.purchases * rows.counts)), 0.5) / weeks
        starts = self.starts(rate, weeks / max(rows.counts.sum(), 1.0))
        bounds = [(LOWEST, HIGHEST)] * len(self.parameters)
        return fitted(self.parameters, self.terms, rows, starts, bounds, self.totals)

    def expected(self, parameters: np.ndarray, rows: Histories, span: float) -> np.ndarray:
        """Purchases that each row's customers will make in the next ``span``, on average."""
        x, age, places = rows.pairs
        return self.alive(parameters, rows) * self.expected_if_alive(parameters, x, age, span)[places]

    def counts(self, parameters: np.ndarray, rows: Histories, span: float, most: int) -> np.ndarray:
        """Probabilities of 0 … ``most`` purchases in the next ``span`` (rows × counts)."""
        living = self.alive(parameters, rows)[:, None]
        counts = living * self.counts_if_alive(parameters, rows.purchases, rows.age, span, most)
        counts[:, 0] += 1 - living[:, 0]
        return counts
