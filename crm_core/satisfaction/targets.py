"""Departments and employees without league tables: what chance explains, pulled-in estimates, targets that can be reached.

Pure, no database in sight. A unit is judged against the limits of its own number of answers, never by its place in a row.
"""

from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from crm_core.satisfaction.changes import POWER_Z
from crm_core.satisfaction.intervals import Z

WARNING_Z, ALARM_Z = 1.96, 3.09
"""Limits of the funnel: 95 % and 99.8 % (Spiegelhalter 2005)."""
LEAST_FOR_SPREAD = 10
"""From this number of units on the funnel is widened where units differ more than chance explains."""
LEAST_PEERS = 3
PEER_QUANTILE = 0.75


@dataclass(frozen=True)
class Shrunk:
    """Shares pulled toward their mean: ``strength`` is how many answers at the mean each unit is given."""

    mean: float
    correlation: float
    strength: float
    values: np.ndarray


def shrunken(successes: np.ndarray, n: np.ndarray) -> Shrunk:
    """Shares pulled toward their mean as far as their differences are chance (beta-binomial, by moments)."""
    total, units = float(n.sum()), len(n)
    mean = float(successes.sum() / total)
    if units < 2 or not 0 < mean < 1:
        return Shrunk(mean, 0.0, inf, np.full(units, mean) if units > 1 else successes / n)
    spread = float((n * (successes / n - mean) ** 2).sum()) / (units - 1)
    usual_n = (total - float((n**2).sum()) / total) / (units - 1)
    correlation = (spread / (mean * (1 - mean)) - 1) / (usual_n - 1) if usual_n > 1 else 0.0
    if correlation <= 0:
        return Shrunk(mean, 0.0, inf, np.full(units, mean))
    strength = 1 / min(correlation, 1.0) - 1
    return Shrunk(mean, correlation, strength, (successes + strength * mean) / (n + strength))


def funnel_spread(successes: np.ndarray, n: np.ndarray) -> float:
    """How much wider than chance the funnel is drawn: the root of φ from ten units on, never below one."""
    if len(n) < LEAST_FOR_SPREAD:
        return 1.0
    mean = float(successes.sum() / n.sum())
    if not 0 < mean < 1:
        return 1.0
    z = (successes / n - mean) / np.sqrt(mean * (1 - mean) / n)
    return sqrt(max(1.0, float((z**2).mean())))


def funnel_limits(mean: float, n: np.ndarray, spread: float, z: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limit around the mean for units of ``n`` answers, never past 0 and 1."""
    half = z * spread * np.sqrt(mean * (1 - mean) / n)
    return np.clip(mean - half, 0.0, 1.0), np.clip(mean + half, 0.0, 1.0)


def position(share: float, mean: float, n: int, spread: float) -> str:
    """Where a unit lies in the funnel: ``inside``, ``high`` or ``low`` (beyond 99.8 %), or one step before."""
    half = sqrt(mean * (1 - mean) / n) * spread
    distance = (share - mean) / half if half > 0 else 0.0
    if abs(distance) <= WARNING_Z:
        return "inside"
    side = "high" if distance > 0 else "low"
    return side if abs(distance) > ALARM_Z else f"warning_{side}"


def cascaded(shares: np.ndarray, weights: np.ndarray, company_target: float) -> np.ndarray:
    """The company's target handed down: each unit closes the same part of its way to 100 %; none is asked to fall."""
    gap = company_target - float(shares @ weights)
    room = float((1 - shares) @ weights)
    part = min(1.0, max(0.0, gap / room)) if room > 0 else 0.0
    return shares + part * (1 - shares)


def smallest_step(share: float, n: int) -> float:
    """Rise of a share that two periods of ``n`` answers each would show four times out of five."""
    return (Z + POWER_Z) * sqrt(2 * share * (1 - share) / n)


def answers_for_step(share: float, step: float) -> int | None:
    """Answers in each of two periods that would show this rise four times out of five; None without a rise."""
    return int(np.ceil(2 * share * (1 - share) * ((Z + POWER_Z) / step) ** 2)) if step > 0 else None


def feasibility(base: float, target: float, n: int, peers: np.ndarray) -> str:
    """``unseen`` (the step is smaller than these answers can show), ``high`` (beyond the best quarter) or ``realistic``;
    ``no_spread`` where the peers differ by chance alone, so that no best quarter can say what is within reach.
    """
    if target - base < smallest_step(base, n):
        return "unseen"
    if len(peers) >= LEAST_PEERS and float(np.ptp(peers)) < 1e-9 and target > base:
        return "no_spread"
    is_beyond = len(peers) >= LEAST_PEERS and target > float(np.quantile(peers, PEER_QUANTILE)) + 1e-12
    return "high" if is_beyond else "realistic"


def attainment(actual: float, base: float, target: float) -> float | None:
    """Part of the way from base to target that is done, 0..1; None where there was no way to go."""
    return float(np.clip((actual - base) / (target - base), 0.0, 1.0)) if target > base else None


def verdict(low: float | None, high: float | None, target: float) -> str:
    """``reached`` where the whole interval is at the target or above, ``not_yet`` where it is below, else ``undecided``."""
    if low is None or high is None:
        return "undecided"
    if low >= target:
        return "reached"
    return "not_yet" if high < target else "undecided"


def clustered_answers(successes: float, n: float, squares: tuple[float, float, float]) -> float:
    """Number of independent answers that ``n`` answers of customers who answered more than once are worth.

    ``squares`` are the sums over customers of x², x·n and n² (x satisfied of n answers).
    """
    share = successes / n
    plain = share * (1 - share) * n
    within = squares[0] - 2 * share * squares[1] + share**2 * squares[2]
    return n / max(1.0, within / plain) if plain > 0 else n * n / squares[2]


def share_of_answers(successes: int, n: int, worth: float) -> tuple[float, float]:
    """Wilson's interval of a share whose ``n`` answers are worth fewer independent ones."""
    share, z2 = successes / n, Z**2
    centre = (share + z2 / (2 * worth)) / (1 + z2 / worth)
    half = Z / (1 + z2 / worth) * sqrt(share * (1 - share) / worth + z2 / (4 * worth**2))
    return max(0.0, centre - half), min(1.0, centre + half)
