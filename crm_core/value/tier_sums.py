"""Customers, value and potential of each tier added up by kind of customer, so that a segment asks nothing of its customers.

Kept for each build, period and settings in a few thousand numbers, where the values themselves take a row for every customer.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crm_core.answers import Note, Query
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Kept, Workspace, kinds_of, segment_of
from crm_core.terms import TIERS
from crm_core.value.customer_values import CustomerValues
from crm_core.value.kept_values import shared_values
from crm_core.value.missing_costs import cost_notes
from crm_core.value.tier_settings import MARGIN_SETTING, TierSettings
from crm_core.value.tiers import is_below_zero

MOST_NUMBERS_KEPT = 2_000_000
BZ = TIERS.index("bz")
COSTS = ("revenue", "uncosted_revenue", "interactions", "unpriced_interactions", "handling_cost")


@dataclass(frozen=True)
class TierSums:
    """Sums of some customers by tier: each name's array has one number per tier, or a row of them for each kind of customer.

    ``notes`` are said of the customers beside what these sums lack of costs.
    """

    sums: dict[str, np.ndarray]
    growth_cut: float
    is_confirmed: bool
    settings: TierSettings
    assumed_margin_rate: float | None
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return 1 + sum(part.size for part in self.sums.values())

    def whole(self, name: str) -> float:
        """The sum over all tiers."""
        return float(self.sums[name].sum())

    def count(self, name: str) -> int:
        """The number of customers over all tiers."""
        return round(self.whole(name))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the customers' values lack of costs."""
        rows = [[self.whole(name) for name in COSTS]] if self.count("customers") else []
        return cost_notes(pd.DataFrame(rows, columns=list(COSTS)), self.assumed_margin_rate)

    def of_kinds(self, kinds: np.ndarray | None) -> "TierSums":
        """The sums over these kinds of customers; over all where none are named."""
        return replace(
            self,
            sums={name: (part if kinds is None else part[kinds]).sum(axis=0) for name, part in self.sums.items()},
        )


_kept: Kept[TierSums] = Kept(MOST_NUMBERS_KEPT)


def tier_sums(workspace: Workspace, filters: Filters, settings: TierSettings) -> TierSums:
    """Sums by tier of the reader's segment: added up once for all kinds of customers; customer by customer for own columns."""
    segment = segment_of(workspace, filters)
    if filters.attributes:
        values = shared_values(workspace, filters.period, settings)
        chosen = segment.among(values.keys)
        groups = np.zeros(len(values), dtype=int) if chosen is None else np.where(chosen, 0, 1)
        found = sums_by_group(values, groups, 2).of_kinds(np.array([0]))
    else:
        found = _sums_by_kind(workspace, filters.period, settings).of_kinds(segment.kinds)
    return replace(found, queries=(*found.queries, *segment.queries))


def _sums_by_kind(workspace: Workspace, period: Period, settings: TierSettings) -> TierSums:
    """A row for each kind of customer, and a last one for those of no kind."""

    def summed() -> TierSums:
        values, kinds = shared_values(workspace, period, settings), kinds_of(workspace)
        nobodys, numbers = kinds.combinations.num_rows, kinds.numbers_of(values.keys)
        return sums_by_group(values, np.where(numbers < 0, nobodys, numbers), nobodys + 1)

    state, assumed = workspace.state(), workspace.setting(MARGIN_SETTING)
    return _kept.of((str(workspace.path), state.build_id, period, settings, assumed), summed)


def sums_by_group(values: CustomerValues, groups: np.ndarray, count: int) -> TierSums:
    """The customers' values added up by group and tier."""
    actual, potential, settings = values.actual, values.potential, values.settings
    below, is_bz = actual < 0, values.tier_places == BZ
    within_potential = below & ~is_below_zero(actual, potential, settings) & ~is_bz
    costs = {name: np.abs(values.customers[name].to_numpy(float)) for name in COSTS}
    parts: dict[str, np.ndarray | None] = {
        "customers": None,
        "actual": actual,
        "potential": potential,
        "probability": values.probability,
        "held": values.is_held,
        "stated": values.is_stated,
        "below_zero": below,
        "below_zero_value": np.where(below, actual, 0.0),
        "recoverable": within_potential,
        "first_loss": below & ~within_potential & ~is_bz,
        "at_zero": actual == 0,
        **costs,
    }
    cells = groups * len(TIERS) + values.tier_places
    sums = {name: np.bincount(cells, part, count * len(TIERS)).reshape(count, -1) for name, part in parts.items()}
    return TierSums(
        sums,
        values.growth_cut,
        values.is_confirmed is not None,
        settings,
        values.assumed_margin_rate,
        values.queries,
    )
