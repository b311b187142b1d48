"""What keeping is worth: published formulas of acquisition, retention, brand switching and return on customers.

Pure: numbers in, a number out. They say what follows from their inputs, not that the inputs hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from scipy.optimize import minimize


def keeping_multiple(retention: float, rate: float) -> float:
    """Value of a customer over its yearly margin, first margin a year from now: r / (1 + i − r) (Gupta & Lehmann 2005)."""
    return retention / (1 + rate - retention)


def affordable_spend(margin: float, retention: float, better: float, rate: float) -> float:
    """Highest yearly spend on a customer that leaves its value where it was, if it lifts retention to ``better``."""
    return margin * (1 - keeping_multiple(retention, rate) / keeping_multiple(better, rate))


@dataclass(frozen=True)
class Responses:
    """Blattberg & Deighton (1996): shares won and kept approach a ceiling as spending on them grows."""

    won_ceiling: float
    won_rate: float
    kept_ceiling: float
    kept_rate: float

    def won(self, spend: float) -> float:
        """Share of prospects won at this spend on each."""
        return self.won_ceiling * (1 - exp(-self.won_rate * spend))

    def kept(self, spend: float) -> float:
        """Share of customers kept at this spend on each."""
        return self.kept_ceiling * (1 - exp(-self.kept_rate * spend))


def response_rate(ceiling: float, spend: float, share: float) -> float:
    """Rate k of a response curve that runs through one known point: −ln(1 − a / c) / A."""
    return -log(1 - share / ceiling) / spend


def prospect_equity(
    responses: Responses, first_margin: float, margin: float, rate: float, won_spend: float, kept_spend: float
) -> float:
    """Customer equity of one prospect: a m − A + a (M − R / r) r / (1 + d − r); without keeping, the first purchase alone."""
    won, kept = responses.won(won_spend), responses.kept(kept_spend)
    later = (margin - kept_spend / kept) * keeping_multiple(kept, rate) if kept > 0 else 0.0
    return won * first_margin - won_spend + won * later


def best_spending(responses: Responses, first_margin: float, margin: float, rate: float) -> tuple[float, float, float]:
    """Spend on winning and on keeping that make the equity of a prospect largest, and that equity."""
    found = minimize(
        lambda spend: -prospect_equity(responses, first_margin, margin, rate, *(max(1e-9, one) for one in spend)),
        [10.0, 10.0],
        method="Nelder-Mead",
        options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 4000},
    )
    return float(found.x[0]), float(found.x[1]), float(-found.fun)


def switching_value(
    stay: float, come_back: float, rate: float, purchases_a_year: float, contribution: float, purchases: int
) -> float:
    """Value of a customer who switches brands by a Markov chain: Σ (1 + d)^(−t / f) π B_t (Rust, Lemon & Zeithaml 2004)."""
    chances: list[float] = [1.0]
    for _ in range(purchases - 1):
        chances.append(stay * chances[-1] + come_back * (1 - chances[-1]))
    return sum((1 + rate) ** (-step / purchases_a_year) * contribution * chance for step, chance in enumerate(chances))


def return_on_customer(profit: float, equity_before: float, equity_after: float) -> float:
    """Profit and change of customer equity over the equity at the start (Peppers & Rogers 2005)."""
    return (profit + equity_after - equity_before) / equity_before


def strategy_scores(
    value_over_cost: float, replacement: float, retention: float, skew: float, lost_value: float, value: float
) -> dict[str, float]:
    """Scores 0 to 100 of the three strategies (win, keep, serve specially) where costs are unknown; our own design."""
    return {
        "win": 100 * _clip((value_over_cost - 1) / 3) * _clip(1 - replacement),
        "keep": 50 * _clip(replacement / 0.8) + 50 * _clip((1 - retention) / 0.5),
        "serve": 50 * _clip((skew - 1) / 3) + 50 * _clip(lost_value / value / 0.3 if value > 0 else 0.0),
    }


def chosen_strategy(scores: dict[str, float], lead: float = 10.0) -> str:
    """The strategy with the highest score; ``mixed`` where the second is nearer than ``lead`` points."""
    first, second = sorted(scores, key=lambda name: -scores[name])[:2]
    return "mixed" if scores[first] - scores[second] < lead else first


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def known_points(points: Sequence[tuple[float, float, float]]) -> Responses:
    """Responses from (ceiling, spend, share) of winning and of keeping."""
    (won_ceiling, won_spend, won), (kept_ceiling, kept_spend, kept) = points
    return Responses(
        won_ceiling,
        response_rate(won_ceiling, won_spend, won),
        kept_ceiling,
        response_rate(kept_ceiling, kept_spend, kept),
    )
