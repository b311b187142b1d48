"""What a load does to the headline figures: customers, revenue, tiers; read inside its transaction, before and after."""

from dataclasses import dataclass
from decimal import Decimal

from crm_core.store import Build

ABSENT = "absent"
BELOW_ZERO = "bz"


@dataclass(frozen=True)
class TierMove:
    """Customers that go from one tier to another; ``absent`` are those who are not there yet or no more."""

    before: str
    after: str
    customers: int


@dataclass(frozen=True)
class Headline:
    """The figures that a reader knows the workspace by. Internal customers (staff) are not counted."""

    customers: int
    revenue: Decimal
    below_zero: int


@dataclass(frozen=True)
class Effect:
    """Headline figures before and after a load, and who moved between tiers."""

    before: Headline
    after: Headline
    moves: tuple[TierMove, ...]


def headline(build: Build) -> Headline:
    """The headline figures as the rollups have them now."""
    row = build.first("intake/headline") or {}
    return Headline(row["customers"], row["revenue"], row["below_zero"])


def remember_tiers(build: Build) -> None:
    """Keep the tiers aside for :func:`tier_moves`, until the transaction ends."""
    build.run("intake/remember_tiers")


def tier_moves(build: Build) -> tuple[TierMove, ...]:
    """Customers by the tier they left and the tier they are in now, most first."""
    rows = build.frame("intake/tier_moves")
    build.run("intake/forget_tiers")
    return tuple(
        TierMove(str(before), str(after), int(customers))
        for before, after, customers in zip(rows["before"], rows["after"], rows["customers"], strict=True)
    )
