"""What a tier needs of one year and nothing more, kept year by year, so that any two dates share the years that they have.

The sums are those of customer_sums and category_spending, added up here from numbers alone in a fraction of the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.periods import Period
from crm_core.store import Kept, Workspace, kinds_of
from crm_core.terms import TIERS
from crm_core.value.kept_values import shared_values
from crm_core.value.peers import peer_groups, stated_potential, unrealised_potential
from crm_core.value.tier_settings import MARGIN_SETTING, TierSettings
from crm_core.value.tiers import actual_value, cost_to_serve, tier_places
from crm_core.value.values_built import are_stored
from crm_core.value.values_placed import is_covered, needs_period_before, tiers_after
from crm_core.value.values_read import asked, margin_rates
from crm_core.value.year_lines import Bought, bought_in, bought_in_mixed, coins_of
from crm_core.value.years import before, mixed_days, plain_days

MOST_STANDINGS_KEPT, MOST_PLACINGS_KEPT = 3_000_000, 100_000_000
NOWHERE = len(TIERS)


@dataclass(frozen=True)
class Standing:
    """Customers of one year by key, ascending: value, potential, and the tier by that year alone."""

    keys: np.ndarray
    actual: np.ndarray
    potential: np.ndarray
    tier_places: np.ndarray
    settings: TierSettings
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Placing:
    """The place in ``TIERS`` that the customer of each key has over one period; ``NOWHERE`` for one without a tier."""

    by_key: np.ndarray
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return 1 + len(self.by_key)

    @property
    def keys(self) -> np.ndarray:
        """Keys of the customers with a tier, ascending."""
        return np.flatnonzero(self.by_key < NOWHERE)

    @property
    def tier_places(self) -> np.ndarray:
        """Their places, in the order of the keys."""
        return self.by_key[self.by_key < NOWHERE]

    def at(self, key: int) -> int:
        """The place of one customer."""
        return int(self.by_key[key]) if 0 <= key < len(self.by_key) else NOWHERE


def placing(keys: np.ndarray, places: np.ndarray, queries: tuple[Query, ...] = ()) -> Placing:
    """The places by key."""
    by_key = np.full(int(keys[-1]) + 1 if len(keys) else 0, NOWHERE, dtype=np.int8)
    by_key[keys] = places
    return Placing(by_key, queries)


_kept_placings: Kept[Placing] = Kept(MOST_PLACINGS_KEPT)
_kept: Kept[Standing] = Kept(MOST_STANDINGS_KEPT)


def standing_of_year(workspace: Workspace, period: Period, settings: TierSettings) -> Standing:
    """The year by itself: worked out once for each build and settings, whichever dates are asked for."""
    assumed = workspace.setting(MARGIN_SETTING)

    def made() -> Standing:
        with workspace.session() as session:
            bought, ran = bought_in(session, period, len(kinds_of(workspace).number_of))
        return _standing(workspace, bought, ran, plain_days(period), settings, assumed)

    return _kept.of((str(workspace.path), workspace.state().build_id, period, settings, assumed), made)


def standings_of_mixed_years(
    workspace: Workspace, earlier: Period, later: Period, settings: TierSettings
) -> tuple[Standing, Standing]:
    """Two made-up years, into which the months of two real ones fall by a coin per customer; each by itself."""
    assumed = workspace.setting(MARGIN_SETTING)
    coins, keys = coins_of(workspace), len(kinds_of(workspace).number_of)
    with workspace.session() as session:
        sides, ran = bought_in_mixed(session, earlier, later, coins, keys)
    first, second = (
        _standing(workspace, bought, ran, mixed_days(earlier, later, side), settings, assumed)
        for side, bought in enumerate(sides)
    )
    return first, second


def tiers_at(workspace: Workspace, period: Period, settings: TierSettings) -> Placing:
    """Tiers over the period as in tier_summary; the period before confirms "below zero" and holds tiers, where it is covered."""
    assumed = workspace.setting(MARGIN_SETTING)

    def placed() -> Placing:
        with workspace.session() as session:
            earlier_days = before(period)
            is_stored = are_stored(session, period, settings, assumed)
            has_before = is_covered(session, earlier_days)
        if is_stored:
            values = shared_values(workspace, period, settings)
            return placing(values.keys, values.tier_places, values.queries)
        now = standing_of_year(workspace, period, settings)
        if not has_before or not needs_period_before(now):
            return placing(now.keys, now.tier_places, now.queries)
        earlier = standing_of_year(workspace, earlier_days, settings)
        return placing(now.keys, tiers_after(now, earlier).places, (*earlier.queries, *now.queries))

    return _kept_placings.of((str(workspace.path), workspace.state().build_id, period, settings, assumed), placed)


def _standing(
    workspace: Workspace,
    bought: Bought,
    bought_ran: Query,
    days: Mapping[str, Any],
    settings: TierSettings,
    assumed: float | None,
) -> Standing:
    """Values from what was bought and from what serving cost in the days."""
    kinds = kinds_of(workspace)
    with workspace.session() as session:
        served, served_ran = asked(session, "value/served_sums", days)
        wallets, wallets_ran = asked(session, "value/stated_wallets", {"end": days["later_end"]})
    is_there = bought.is_there & (kinds.number_of >= 0)
    serving = _by_key(served, len(is_there), is_there, kinds.number_of >= 0)
    keys = np.flatnonzero(is_there).astype(np.int32)
    served_sums = {name: costs[keys] for name, costs in serving.items()}
    customers = pd.DataFrame({"customer_key": keys, **bought.of_customers(keys), **served_sums}, copy=False)
    actual = actual_value(customers, assumed, settings)
    stated = stated_potential(customers, wallets, actual + cost_to_serve(customers, settings))
    peers = peer_groups(kinds.combinations.to_pandas(), settings, kinds.number_of[keys])
    categories = bought.of_categories()
    rates = margin_rates(categories, np.arange(len(categories["revenue"])), len(categories["revenue"]), assumed)
    potential = np.where(np.isnan(stated), unrealised_potential(bought.spending(keys), peers, rates, settings), stated)
    places = tier_places(actual, potential, settings)
    return Standing(keys, actual, potential, places, settings, (bought_ran, served_ran, wallets_ran))


def _by_key(served: pd.DataFrame, size: int, is_there: np.ndarray, is_external: np.ndarray) -> Mapping[str, np.ndarray]:
    """What serving cost by key; the external customers who were served are marked in ``is_there``."""
    keys = served["customer_key"].to_numpy()
    is_known = keys < size
    known = keys[is_known]
    is_there[known] = is_external[known]
    costs = {name: np.zeros(size) for name in ("contact_cost", "handling_cost")}
    for name, by_key in costs.items():
        by_key[known] = served[name].to_numpy(float)[is_known]
    return costs
