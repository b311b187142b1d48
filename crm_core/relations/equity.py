"""Customer equity from five plain numbers, and what moving each does to it: pure, a scenario and never a forecast.

Existing customers bring their margin at each year's end, new ones their first margin at once; one generation of margins, no
referrals. Refuses a retention of one or more, under which the sum has no end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from types import MappingProxyType

HIGHEST_RETENTION = 0.99


@dataclass(frozen=True)
class EquityBase:
    """Customers, yearly gross margin and cost to serve of one, share kept, won each year and at what cost; rate and horizon."""

    customers: float
    gross_margin: float
    serving_cost: float
    retention: float
    won: float
    winning_cost: float
    rate: float = 0.15
    years: int = 5

    @property
    def margin(self) -> float:
        """Yearly net margin of a customer."""
        return self.gross_margin - self.serving_cost

    @property
    def lifetime_value(self) -> float:
        """Value of a new customer, first margin at once: m (1 + i) / (1 + i − r)."""
        return self.margin * (1 + self.rate) / (1 + self.rate - self.retention)

    @property
    def of_existing(self) -> float:
        """Value of those who are customers today: N m r / (1 + i − r)."""
        return self.customers * self.margin * self.retention / (1 + self.rate - self.retention)

    @property
    def of_new(self) -> float:
        """Value of those won in the years of the horizon, less what winning them costs."""
        annuity = (1 - (1 + self.rate) ** -self.years) / self.rate
        return self.won * (self.lifetime_value - self.winning_cost) * annuity

    @property
    def equity(self) -> float:
        """Both together."""
        return self.of_existing + self.of_new


LEVERS: Mapping[str, Callable[[EquityBase, float], EquityBase]] = MappingProxyType(
    {
        "retention": lambda base, share: replace(base, retention=min(HIGHEST_RETENTION, base.retention * (1 + share))),
        "gross_margin": lambda base, share: replace(base, gross_margin=base.gross_margin * (1 + share)),
        "won": lambda base, share: replace(base, won=base.won * (1 + share)),
        "serving_cost": lambda base, share: replace(base, serving_cost=base.serving_cost * (1 - share)),
        "winning_cost": lambda base, share: replace(base, winning_cost=base.winning_cost * (1 - share)),
        "rate": lambda base, share: replace(base, rate=base.rate * (1 - share)),
    }
)
"""Every lever moved by a share of itself to the better side: costs and the discount rate fall."""


def moved(base: EquityBase, shares: Mapping[str, float]) -> EquityBase:
    """The base with several levers moved together."""
    for lever, share in shares.items():
        base = LEVERS[lever](base, share)
    return base


def gain(base: EquityBase, shares: Mapping[str, float]) -> float:
    """What moving these levers together adds to customer equity."""
    return moved(base, shares).equity - base.equity


def elasticity(base: EquityBase, lever: str, share: float = 0.01) -> float:
    """Per cent of equity for each per cent that the lever is moved."""
    return gain(base, {lever: share}) / base.equity / share


def shares_of_gain(base: EquityBase, shares: Mapping[str, float]) -> dict[str, float]:
    """The joint gain parted among the levers by their average worth over all orders of moving them (Shapley 1953)."""
    levers = list(shares)
    parts = dict.fromkeys(levers, 0.0)
    for lever in levers:
        others = [other for other in levers if other != lever]
        for size in range(len(levers)):
            weight = factorial(size) * factorial(len(levers) - size - 1) / factorial(len(levers))
            for before in combinations(others, size):
                without = {name: shares[name] for name in before}
                parts[lever] += weight * (gain(base, without | {lever: shares[lever]}) - gain(base, without))
    return parts
