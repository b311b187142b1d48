"""How long until a thing happens when for some it has not happened yet: Kaplan and Meier from counts, and the log-rank test.

E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958; Nathan Mantel, Evaluation of
Survival Data and Two New Rank Order Statistics, 1966. Counts instead of customers, so a million of them cost nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.stats import chi2, norm

CONFIDENCE = 0.95
Z = float(norm.ppf(0.5 + CONFIDENCE / 2))
EVENTS = {"second": 0, "quiet_90": 90, "quiet_180": 180, "quiet_365": 365}
"""What can be waited for, and how many days after a purchase must have been seen to know of it."""


def seen_until(last_day: date, event: str) -> date:
    """The last day on which the event could have begun and still be seen in data that end on ``last_day``."""
    return last_day - timedelta(days=EVENTS[event])


@dataclass(frozen=True)
class Waited:
    """Counts by day: for how many it happened on that day, and how many were seen up to it without."""

    days: np.ndarray
    happened: np.ndarray
    unseen: np.ndarray

    @property
    def n(self) -> int:
        """All that were followed."""
        return int(self.happened.sum() + self.unseen.sum())

    @property
    def at_risk(self) -> np.ndarray:
        """How many were still waiting at the start of each day."""
        leaving = self.happened + self.unseen
        return leaving[::-1].cumsum()[::-1]


@dataclass(frozen=True)
class Curve:
    """Share still waiting after each day on which it happened for somebody, with its 95 % interval."""

    days: np.ndarray
    waiting: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray
    last_day: float

    def happened_within(self, days: float) -> tuple[float, float, float]:
        """Share for whom it happened within so many days, low and high; nothing beyond what anybody was followed."""
        if days > self.last_day:
            return (np.nan, np.nan, np.nan)
        place = int(np.searchsorted(self.days, days, side="right")) - 1
        if place < 0:
            return (0.0, np.nan, np.nan)
        return (1 - float(self.waiting[place]), 1 - float(self.high[place]), 1 - float(self.low[place]))

    def day_of(self, share: float) -> tuple[float, float, float]:
        """Days after which it has happened for this share, low and high; nothing where it never gets there."""
        return (
            self._reached(self.waiting, share),
            self._reached(self.low, share),
            self._reached(self.high, share),
        )

    def _reached(self, waiting: np.ndarray, share: float) -> float:
        found = np.flatnonzero(waiting <= 1 - share + 1e-12)
        return float(self.days[found[0]]) if len(found) else np.nan


def waited(days: np.ndarray, has_happened: np.ndarray, counts: np.ndarray) -> Waited:
    """Counts by day from rows of day, whether it happened, and how many."""
    grid, places = np.unique(days, return_inverse=True)
    happened = np.bincount(places, weights=counts * has_happened, minlength=len(grid))
    unseen = np.bincount(places, weights=counts * ~has_happened, minlength=len(grid))
    return Waited(grid.astype(float), happened, unseen)


def waited_by_day(first_day: int, happened: np.ndarray, unseen: np.ndarray) -> Waited:
    """Counts of every day from the first on; days without any are left out."""
    places = np.flatnonzero((happened > 0) | (unseen > 0))
    return Waited((places + first_day).astype(float), happened[places], unseen[places])


def together(groups: list[Waited]) -> Waited:
    """The groups as one."""
    days, places = np.unique(np.concatenate([group.days for group in groups]), return_inverse=True)
    happened, unseen = (
        np.bincount(places, np.concatenate(counts), len(days))
        for counts in ([group.happened for group in groups], [group.unseen for group in groups])
    )
    return Waited(days, happened, unseen)


def waiting_curve(seen: Waited) -> Curve:
    """Kaplan and Meier's curve; Greenwood's interval on the scale of log(−log S), which never leaves 0 to 1."""
    is_step = seen.happened > 0
    happened, at_risk = seen.happened[is_step], seen.at_risk[is_step]
    waiting = np.cumprod(1 - happened / at_risk)
    left = np.maximum(at_risk - happened, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(happened / (at_risk * left)))
        reach = Z * spread / np.abs(np.log(waiting))
        inside = (waiting > 0) & (waiting < 1) & np.isfinite(reach)
        low = np.where(inside, waiting ** np.exp(reach), waiting)
        high = np.where(inside, waiting ** np.exp(-reach), waiting)
    last = float(seen.days[-1]) if len(seen.days) else -1.0
    return Curve(seen.days[is_step], waiting, low, high, at_risk, last)


@dataclass(frozen=True)
class LogRank:
    """How far the groups' curves lie apart: chi square, degrees of freedom and the chance of so much by chance alone."""

    statistic: float
    freedom: int
    p_value: float


def log_rank(groups: list[Waited]) -> LogRank | None:
    """The log-rank test of equal curves; None with fewer than two groups or where nothing happened."""
    groups = [group for group in groups if group.n]
    if len(groups) < 2:
        return None
    days = np.unique(np.concatenate([group.days[group.happened > 0] for group in groups]))
    if not len(days):
        return None
    happened = np.array([_on(days, group.days, group.happened) for group in groups])
    risk = np.array([_at_risk_on(days, group) for group in groups])
    total, all_risk = happened.sum(axis=0), risk.sum(axis=0)
    part = risk / all_risk
    apart = (happened - part * total).sum(axis=1)
    weight = total * np.where(all_risk > 1, (all_risk - total) / np.maximum(all_risk - 1, 1), 0.0)
    spread = np.diag((weight * part).sum(axis=1)) - (weight * part) @ part.T
    known, square = apart[:-1], spread[:-1, :-1]
    if not np.any(np.diag(square) > 0):
        return None
    statistic = float(known @ np.linalg.pinv(square) @ known)
    return LogRank(statistic, len(groups) - 1, float(chi2.sf(statistic, len(groups) - 1)))


def _on(days: np.ndarray, own: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The group's counts on the days of all groups."""
    found = np.zeros(len(days))
    places = np.minimum(np.searchsorted(days, own), len(days) - 1)
    is_there = days[places] == own
    found[places[is_there]] = counts[is_there]
    return found


def _at_risk_on(days: np.ndarray, group: Waited) -> np.ndarray:
    """How many of the group were still waiting at the start of each day."""
    places = np.searchsorted(group.days, days, side="left")
    return np.append(group.at_risk, 0.0)[places]
