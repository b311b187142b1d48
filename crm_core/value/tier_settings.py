"""The cut-offs of the value tiers: one frozen value, checked, kept as a setting of the workspace."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from crm_core.errors import QuestionFault
from crm_core.store import Workspace
from crm_core.words import mark

SETTING = "tier_settings"
MARGIN_SETTING = "assumed_margin_rate"


@dataclass(frozen=True)
class TierSettings:
    """What decides a customer's tier; every number can be edited by the user.

    ``theta``: share of all positive value that the most valuable customers hold together.
    ``pi``: share of the unrealised potential that can be won within a year.
    ``tau``: quantile of the peers' spending that counts as reachable.
    ``upper_quartile``: quantile of the potential from which a customer is growable.
    ``min_peers``: fewest look-alikes; a thinner group gives way to the wider one.
    ``shrinkage``: weight of the wider group, in customers.
    ``cost_factor``: multiplies every cost of serving, recorded or taken from the unit-cost table.
    ``early_months``: customers won in the last so many months of the period are "early".
    ``bz_periods``: periods in a row (1 or 2) that a customer must be below zero to be called so.
    ``hysteresis``: how far past a threshold a customer must be to change tier at once, as a share of its own value.
    """

    theta: float = 0.60
    pi: float = 0.30
    tau: float = 0.80
    upper_quartile: float = 0.75
    min_peers: int = 20
    shrinkage: int = 20
    cost_factor: float = 1.0
    early_months: int = 6
    bz_periods: int = 2
    hysteresis: float = 0.10

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if not _is_number(value) or not low <= value <= high or (name in WHOLE and value != int(value)):
                raise QuestionFault(
                    mark("The tier setting “{name}” must lie between {low} and {high}; it was {value}."),
                    name=name,
                    low=low,
                    high=high,
                    value=str(value),
                )


BOUNDS: Mapping[str, tuple[float, float]] = {
    "theta": (0.05, 1.0),
    "pi": (0.0, 1.0),
    "tau": (0.05, 0.99),
    "upper_quartile": (0.05, 0.99),
    "min_peers": (2, 100_000),
    "shrinkage": (0, 100_000),
    "cost_factor": (0.0, 100.0),
    "early_months": (0, 60),
    "bz_periods": (1, 2),
    "hysteresis": (0.0, 0.5),
}
WHOLE = ("min_peers", "shrinkage", "early_months", "bz_periods")


def tier_settings_from(stored: Mapping[str, Any] | None) -> TierSettings:
    """Settings from their stored form; what was never stored has its default, an unknown name is passed over."""
    known = {field.name for field in fields(TierSettings)}
    return TierSettings(**{name: value for name, value in (stored or {}).items() if name in known})


def saved_tier_settings(workspace: Workspace) -> TierSettings:
    """The workspace's own settings, or the defaults."""
    return tier_settings_from(workspace.setting(SETTING))


def save_tier_settings(workspace: Workspace, settings: TierSettings) -> None:
    """Make ``settings`` the workspace's own and place every customer anew."""
    workspace.set_setting(SETTING, asdict(settings), rebuild=True)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
