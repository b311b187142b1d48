"""Customers' values kept between questions: worked out once for each build, period and settings, shared by all metrics."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crm_core.answers import Note, Query
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Kept, Workspace, kinds_of, segment_of
from crm_core.value.customer_values import CustomerValues
from crm_core.value.missing_costs import SUMS_OF_COSTS, cost_notes
from crm_core.value.tier_settings import MARGIN_SETTING, TierSettings
from crm_core.value.values_built import stored_values
from crm_core.value.values_placed import tiers_at_costs, values_of_period

MOST_CUSTOMERS_KEPT = 6_000_000
MOST_TRIED_COSTS = 20
_kept: Kept[CustomerValues] = Kept(MOST_CUSTOMERS_KEPT)
_kept_at_costs: Kept[dict[float, np.ndarray]] = Kept(MOST_TRIED_COSTS)


@dataclass(frozen=True)
class Chosen:
    """The customers of the reader's segment among all: a mask, or None where everybody is chosen.

    ``notes`` say what their values lack of costs.
    """

    mask: np.ndarray | None
    count: int
    notes: tuple[Note, ...]
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return 1 if self.mask is None else len(self.mask)

    def of(self, values: np.ndarray) -> np.ndarray:
        """The chosen customers' values."""
        return values if self.mask is None else values[self.mask]


def shared_values(workspace: Workspace, period: Period, settings: TierSettings) -> CustomerValues:
    """Values of all customers in the period: kept, else as the build stored them, else worked out now."""
    assumed = workspace.setting(MARGIN_SETTING)

    def values() -> CustomerValues:
        with workspace.session() as session:
            stored = stored_values(session, period, settings, assumed)
            return slim(stored or values_of_period(session, period, settings, assumed))

    return _kept.of((str(workspace.path), workspace.state().build_id, period, settings, assumed), values)


def slim(values: CustomerValues) -> CustomerValues:
    """The values without the squares that only their probabilities needed, and counts in four bytes: they are kept for long."""
    counts = dict.fromkeys(("orders", "interactions", "unpriced_interactions"), np.int32)
    return replace(
        values, customers=values.customers.drop(columns=["revenue_squares", "contact_squares"]).astype(counts)
    )


def shared_tiers_at_costs(
    workspace: Workspace, period: Period, values: CustomerValues, factors: tuple[float, ...]
) -> dict[float, np.ndarray]:
    """Tier places of all customers at so many times the costs of serving: worked out once for the values."""

    def tiers() -> dict[float, np.ndarray]:
        with workspace.session() as session:
            return tiers_at_costs(session, period, values, factors)

    key = (
        str(workspace.path),
        workspace.state().build_id,
        period,
        values.settings,
        values.assumed_margin_rate,
        factors,
    )
    return _kept_at_costs.of(key, tiers)


def chosen_among(workspace: Workspace, filters: Filters, values: CustomerValues) -> Chosen:
    """Which of the customers belong to the reader's segment: found once for the values."""

    def chosen() -> Chosen:
        segment = segment_of(workspace, filters)
        mask = segment.among(values.keys)
        count = len(values) if mask is None else int(mask.sum())
        costs = _costs_by_kind(workspace, values)
        if segment.kinds is not None:
            costs = costs.iloc[segment.kinds]
        elif mask is not None:
            costs = _costs(values).loc[mask]
        notes = cost_notes(costs if count else costs.head(0), values.assumed_margin_rate)
        return Chosen(mask, count, notes, segment.queries)

    return values.chosen.of(filters.segment, chosen)


def _costs_by_kind(workspace: Workspace, values: CustomerValues) -> pd.DataFrame:
    """What is known of the costs, a row for each kind of customer and one for those of none: added up once for the values."""

    def summed() -> pd.DataFrame:
        kinds, costs = kinds_of(workspace), _costs(values)
        numbers, nobodys = kinds.numbers_of(values.keys), kinds.combinations.num_rows
        cells = np.where(numbers < 0, nobodys, numbers)
        return pd.DataFrame({name: np.bincount(cells, part, nobodys + 1) for name, part in costs.items()})

    return values.chosen.of("costs by kind", summed)


def _costs(values: CustomerValues) -> pd.DataFrame:
    return values.customers.loc[:, list(SUMS_OF_COSTS)].abs()
