"""How far a customer's own margin can be believed: credibility weights estimated from the customers themselves.

Hans Bühlmann and Erwin Straub, Glaubwürdigkeit für Schadensätze, Mitteilungen der Vereinigung schweizerischer
Versicherungsmathematiker 70, 1970. Ratios of the same customer in several spans tell chance; what customers differ by
beyond it is theirs. Believes nobody where they differ no more than by chance.
"""

from dataclasses import dataclass

import numpy as np

ALIKE = 1e-12


@dataclass(frozen=True, eq=False)
class Credibility:
    """One number per customer: ``own`` ratio, ``weight`` with which it counts, and its ``exposure``.

    ``within`` is the variance of a ratio of one unit of exposure, ``between`` that of the customers' true ratios; both are
    zero where every ratio is the same. ``common`` is the ratio of all.
    """

    own: np.ndarray
    weight: np.ndarray
    exposure: np.ndarray
    common: float
    within: float
    between: float

    @property
    def credible_common(self) -> float:
        """Mean of the customers' ratios, each counted with its weight; the common ratio where nobody is believed."""
        total = float(self.weight.sum())
        return float(self.weight @ self.own) / total if total > 0 else self.common

    @property
    def mean_weight(self) -> float:
        """Weight of the customers, each counted with its exposure."""
        total = float(self.exposure.sum())
        return float(self.weight @ self.exposure) / total if total > 0 else 0.0

    def drawn_to(self, centre: float) -> np.ndarray:
        """Each own ratio drawn towards the centre."""
        return self.weight * self.own + (1 - self.weight) * centre

    @property
    def left_unknown(self) -> np.ndarray:
        """Variance of each true ratio about the drawn one."""
        return self.between * (1 - self.weight)


def credibility(exposures: np.ndarray, amounts: np.ndarray) -> Credibility:
    """Weights from exposures and amounts by customer (rows) and span of time (columns).

    An amount of a span without exposure counts in the customer's own ratio and not in the estimate of chance. Customers
    without any exposure have weight zero.
    """
    exposure, amount = exposures.sum(axis=1), amounts.sum(axis=1)
    is_known = exposure > 0
    own = np.divide(amount, exposure, out=np.zeros(len(exposure)), where=is_known)
    total = float(exposure.sum())
    common = float(amount.sum()) / total if total > 0 else 0.0
    within, between = _variances(exposures, amounts, exposure, own, is_known)
    if between <= 0:
        return Credibility(own, np.zeros(len(exposure)), exposure, common, within, 0.0)
    theirs = exposure * between
    weight = np.divide(theirs, theirs + within, out=np.zeros(len(exposure)), where=is_known)
    return Credibility(own, weight, exposure, common, within, between)


def _variances(
    exposures: np.ndarray, amounts: np.ndarray, exposure: np.ndarray, own: np.ndarray, is_known: np.ndarray
) -> tuple[float, float]:
    """Variance within customers of one unit of exposure, and between them; zeros where the data cannot tell them apart."""
    is_span = exposures > 0
    ratios = np.divide(amounts, exposures, out=np.zeros_like(amounts, dtype=float), where=is_span)
    counted = np.divide((ratios * exposures).sum(axis=1), exposure, out=np.zeros(len(exposure)), where=is_known)
    free = int(is_span.sum()) - int(is_known.sum())
    total, squares = float(exposure.sum()), float(exposure @ exposure)
    if not free or squares >= total**2 * (1 - ALIKE):
        return 0.0, 0.0
    within = float((exposures * (ratios - counted[:, None]) ** 2)[is_span].sum()) / free
    centre = float(exposure @ own) / total
    apart = float(exposure @ (own - centre) ** 2)
    if apart <= ALIKE * total * max(centre**2, ALIKE):
        return within, 0.0
    return within, (apart - (int(is_known.sum()) - 1) * within) / (total - squares / total)
