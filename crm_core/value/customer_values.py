"""Every customer's value in one period: sums, actual value, potential, tier and reason, as one value that is shared.

Tiers compare each customer with all external customers, so they are computed over all of them whatever segment the
reader looks at; the segment is chosen afterwards.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.periods import add_months, month_start
from crm_core.store import Kept
from crm_core.terms import TIERS
from crm_core.value.peers import PeerGroups, peer_group_names, peer_groups
from crm_core.value.tier_settings import TierSettings
from crm_core.value.tiers import badge_codes, badges, cost_to_serve, high_potential_cut, reason_codes

MOST_CHOSEN_KEPT = 30_000_000


@dataclass(frozen=True)
class CustomerValues:
    """Customers of one period: ``customers`` (one row each, sums of the store), and arrays in the same order.

    ``segments`` are the combinations of sector, capacity and region that ``customers["segment"]`` numbers.
    ``tier_places`` are places in ``TIERS``, ``probability`` how sure they are. ``is_confirmed`` is None where the period
    before is not in the data or was not asked for; ``is_held`` marks tiers kept from it though the thresholds alone say
    another. ``is_stated`` marks potentials that customers told. What several metrics need is worked out once and kept.
    """

    customers: pd.DataFrame
    segments: pd.DataFrame
    actual: np.ndarray
    potential: np.ndarray
    tier_places: np.ndarray
    probability: np.ndarray
    is_stated: np.ndarray
    is_held: np.ndarray
    is_confirmed: np.ndarray | None
    settings: TierSettings
    assumed_margin_rate: float | None
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return len(self.actual)

    @property
    def keys(self) -> np.ndarray:
        """Key of every customer, ascending."""
        return self.customers["customer_key"].to_numpy()

    @property
    def tier(self) -> np.ndarray:
        """Tier code of every customer."""
        return np.array(TIERS)[self.tier_places]

    @cached_property
    def peers(self) -> PeerGroups:
        """Whom each customer is held against."""
        return peer_groups(self.segments, self.settings, self.customers["segment"].to_numpy(int))

    @cached_property
    def growth_cut(self) -> float:
        """Potential from which a customer counts as growable."""
        return high_potential_cut(self.potential, self.settings)

    @cached_property
    def chosen(self) -> "Kept[Any]":
        """What was found out of segments of these customers, by segment."""
        return Kept(MOST_CHOSEN_KEPT)

    @cached_property
    def best_first(self) -> np.ndarray:
        """Places of the customers by actual value, the highest first; equal ones as they stand."""
        return np.argsort(-self.actual, kind="stable").astype(np.int32)


def customer_rows(values: CustomerValues, end: date, places: np.ndarray) -> pd.DataFrame:
    """One row per place asked for: tier, marks, value and its parts, potential, peers and reason. Codes, no words."""
    settings, cut = values.settings, values.growth_cut
    customers = values.customers.iloc[places].reset_index(drop=True)
    actual, potential = values.actual[places], values.potential[places]
    tier = np.array(TIERS)[values.tier_places[places]]
    marks = badges(actual, potential, tier, settings, cut)
    early_from = pd.Timestamp(add_months(month_start(end), 1 - settings.early_months))
    marks = marks.assign(is_early=(customers["acquired_on"] >= early_from).to_numpy())
    return pd.DataFrame(
        {
            "tier": tier,
            "tier_probability": values.probability[places],
            "actual_value": actual,
            "potential_value": np.round(potential, 4),
            "is_potential_stated": values.is_stated[places],
            "revenue": customers["revenue"],
            "cost_to_serve": cost_to_serve(customers, settings),
            "orders": customers["orders"],
            "last_order_on": customers["last_order_on"],
            **{name: marks[name] for name in marks.columns},
            "badges": badge_codes(marks),
            "peer_group": peer_group_names(values.segments, values.peers, customers["segment"].to_numpy(int), places),
            "peer_count": values.peers.counts_at(places),
            "reason_code": reason_codes(actual, potential, tier, marks, settings, cut, values.is_held[places]),
        }
    )
