"""How long things take when some are still open: Kaplan and Meier's curve with its interval; pure."""

from dataclasses import dataclass

import numpy as np
from statsmodels.duration.survfunc import SurvfuncRight

from crm_core.satisfaction.intervals import NOTHING, Estimate, Z


@dataclass(frozen=True)
class OpenCurve:
    """Share still open after so many hours, with its 95 % interval, at every moment at which one was solved."""

    hours: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    cases: int
    longest: float
    """Hours for which the case watched longest was seen, solved or not."""

    @property
    def median(self) -> Estimate:
        """Hours after which half are solved; nothing while more than half are open. Its interval is that of the curve."""
        reached = (_first(self.hours, self.share), _first(self.hours, self.low), _first(self.hours, self.high))
        return NOTHING if reached[0] is None else Estimate(reached[0], self.cases, reached[1], reached[2])

    def solved_within(self, hours: float) -> Estimate:
        """Share solved within so many hours, open cases counted as long as they were seen; nothing past the longest of them."""
        if hours > self.longest and not (len(self.share) and self.share[-1] == 0):
            return NOTHING
        place = int(np.searchsorted(self.hours, hours, side="right")) - 1
        if place < 0:
            return Estimate(0.0, self.cases, None, None)
        return Estimate(
            1 - float(self.share[place]), self.cases, 1 - float(self.high[place]), 1 - float(self.low[place])
        )


def open_curve(hours: np.ndarray, is_solved: np.ndarray) -> OpenCurve:
    """Kaplan and Meier's curve of the cases; those still open count up to the hour to which they were seen.

    The interval is Greenwood's on the scale of log(−log S), which never leaves 0 to 1.
    """
    if not is_solved.any():
        nothing = np.array([])
        return OpenCurve(nothing, nothing, nothing, nothing, nothing, len(hours), float(hours.max(initial=0.0)))
    curve = SurvfuncRight(hours, is_solved.astype(int))
    share = np.clip(np.asarray(curve.surv_prob, dtype=float), 0.0, 1.0)
    error = np.asarray(curve.surv_prob_se, dtype=float)
    inside = (share > 0) & (share < 1)
    low, high = share.copy(), share.copy()
    reach = Z * error[inside] / (share[inside] * np.abs(np.log(share[inside])))
    low[inside], high[inside] = share[inside] ** np.exp(reach), share[inside] ** np.exp(-reach)
    return OpenCurve(
        np.asarray(curve.surv_times, dtype=float),
        share,
        low,
        high,
        np.asarray(curve.n_risk),
        len(hours),
        float(hours.max()),
    )


def _first(hours: np.ndarray, share: np.ndarray) -> float | None:
    """First moment at which at most half are open."""
    reached = np.flatnonzero(share <= 0.5 + 1e-12)
    return float(hours[reached[0]]) if len(reached) else None
