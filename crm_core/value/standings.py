"""What a tier needs of one year and nothing more, kept year by year, so that any two dates share the years that they have.

The sums are those of customer_sums and category_spending, added up here from numbers alone in a third of the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from crm_core.answers import Query
from crm_core.periods import Period
from crm_core.store import Kept, Workspace, kinds_of, named_sql
from crm_core.value.customer_values import tier_places
from crm_core.value.kept_values import shared_values
from crm_core.value.peers import Spending, peer_groups, stated_potential, unrealised_potential
from crm_core.value.tier_settings import MARGIN_SETTING, TierSettings
from crm_core.value.tiers import actual_value, cost_to_serve, tier_of
from crm_core.value.values_built import are_stored
from crm_core.value.values_placed import is_covered, needs_period_before, tiers_after
from crm_core.value.values_read import asked, margin_rates
from crm_core.value.years import before, mixed_days, plain_days

MOST_STANDINGS_KEPT, MOST_PLACINGS_KEPT = 8_000_000, 20_000_000
MOST_CELLS = 50_000_000
TEN_THOUSANDTHS = 1e4


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
    """Customers by key, ascending, with the places in ``TIERS`` that they have over one period."""

    keys: np.ndarray
    tier_places: np.ndarray
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return len(self.keys)


_kept_placings: Kept[Placing] = Kept(MOST_PLACINGS_KEPT)
_kept: Kept[Standing] = Kept(MOST_STANDINGS_KEPT)


def standing_of_year(workspace: Workspace, period: Period, settings: TierSettings) -> Standing:
    """The year by itself: worked out once for each build and settings, whichever dates are asked for."""
    assumed = workspace.setting(MARGIN_SETTING)
    key = (str(workspace.path), workspace.state().build_id, period, settings, assumed)
    return _kept.of(key, lambda: _standing(workspace, plain_days(period), settings, assumed))


def standings_of_mixed_years(
    workspace: Workspace, earlier: Period, later: Period, settings: TierSettings
) -> tuple[Standing, Standing]:
    """Two made-up years, into which the months of two real ones fall by a coin per customer; each by itself."""
    assumed = workspace.setting(MARGIN_SETTING)
    first, second = (_standing(workspace, mixed_days(earlier, later, side), settings, assumed) for side in (0, 1))
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
            return Placing(values.keys.astype(np.int32), values.tier_places, values.queries)
        now = standing_of_year(workspace, period, settings)
        if not has_before or not needs_period_before(now):
            return Placing(now.keys, now.tier_places, now.queries)
        earlier = standing_of_year(workspace, earlier_days, settings)
        return Placing(now.keys, tiers_after(now, earlier).places, (*earlier.queries, *now.queries))

    return _kept_placings.of((str(workspace.path), workspace.state().build_id, period, settings, assumed), placed)


@dataclass(frozen=True)
class Lines:
    """Order lines of external customers as numbers: place of the customer, category, whole ten-thousandths of money."""

    places: np.ndarray
    categories: np.ndarray
    amounts: np.ndarray
    costs: np.ndarray
    is_uncosted: np.ndarray

    def taken(self, is_taken: np.ndarray) -> "Lines":
        """The lines of the mask."""
        columns = (self.places, self.categories, self.amounts, self.costs, self.is_uncosted)
        return self if is_taken.all() else Lines(*(column[is_taken] for column in columns))

    def sums(self, weights: np.ndarray, by: np.ndarray, count: int) -> np.ndarray:
        """Money by number; whole numbers add up exactly, so the order of the lines does not matter."""
        return np.bincount(by, weights, count) / TEN_THOUSANDTHS


def _standing(workspace: Workspace, days: Mapping[str, Any], settings: TierSettings, assumed: float | None) -> Standing:
    """Values from the order lines and from what serving cost in the days."""
    kinds = kinds_of(workspace)
    with workspace.session() as session:
        text = named_sql("value/category_lines")
        found = session.arrow(text, dict(days))
        served, served_ran = asked(session, "value/served_sums", days)
        wallets, wallets_ran = asked(session, "value/stated_wallets", {"end": days["later_end"]})
    place_of, keys = _places(kinds.number_of, found["customer_key"].to_numpy(), served["customer_key"].to_numpy())
    lines = _lines(found, place_of)
    customers = _customers(keys, lines, served, place_of)
    spending, rates = _spending(customers, lines, assumed)
    actual = actual_value(customers, assumed, settings)
    stated = stated_potential(customers, wallets, actual + cost_to_serve(customers, settings))
    peers = peer_groups(kinds.combinations.to_pandas(), settings, kinds.number_of[keys])
    potential = np.where(np.isnan(stated), unrealised_potential(spending, peers, rates, settings), stated)
    places = tier_places(tier_of(actual, potential, settings))
    queries = (Query("value/category_lines", text, dict(days)), served_ran, wallets_ran)
    return Standing(keys, actual, potential, places, settings, queries)


def _places(kind_of: np.ndarray, buyers: np.ndarray, served: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Place of every key among the external customers with a line or an interaction (−1 for others), and their keys."""
    size = 1 + max(int(np.max(keys, initial=0)) for keys in (buyers, served, [len(kind_of)]))
    is_there = np.zeros(size, dtype=bool)
    is_there[buyers] = True
    is_there[served] = True
    keys = np.flatnonzero(is_there[: len(kind_of)] & (kind_of >= 0)).astype(np.int32)
    place_of = np.full(size, -1, dtype=np.int32)
    place_of[keys] = np.arange(len(keys), dtype=np.int32)
    return place_of, keys


def _lines(found: pa.Table, place_of: np.ndarray) -> Lines:
    """The lines of customers who have a place."""
    amounts, costs = (np.rint(found[name].to_numpy() * TEN_THOUSANDTHS) for name in ("amount", "cost"))
    places = place_of[found["customer_key"].to_numpy()]
    lines = Lines(places, found["category"].to_numpy(), amounts, costs, found["is_uncosted"].to_numpy())
    return lines.taken(places >= 0)


def _customers(keys: np.ndarray, lines: Lines, served: pd.DataFrame, place_of: np.ndarray) -> pd.DataFrame:
    """The sums of customer_sums that a value is made of."""
    known = place_of[served["customer_key"].to_numpy()]
    is_known = known >= 0
    serving = {name: np.zeros(len(keys)) for name in ("contact_cost", "handling_cost")}
    for name, sums in serving.items():
        sums[known[is_known]] = served[name].to_numpy(float)[is_known]
    parts = {"revenue": lines.amounts, "known_cost": lines.costs, "uncosted_revenue": lines.amounts * lines.is_uncosted}
    bought = {name: lines.sums(weights, lines.places, len(keys)) for name, weights in parts.items()}
    return pd.DataFrame({"customer_key": keys, **bought, **serving})


def _spending(customers: pd.DataFrame, lines: Lines, assumed: float | None) -> tuple[Spending, np.ndarray]:
    """Spending by category and each category's margin rate; one category of all spending where the data have none.

    Lines without a category, beside others with one, are a category of their own.
    """
    kinds = lines.categories - min(0, int(np.min(lines.categories, initial=0)))
    count = int(np.max(kinds, initial=0)) + 1
    parts = {"revenue": lines.amounts, "known_cost": lines.costs, "uncosted_revenue": lines.amounts * lines.is_uncosted}
    sums = pd.DataFrame({name: lines.sums(weights, kinds, count) for name, weights in parts.items()})
    rates = margin_rates(sums, np.arange(count), count, assumed)
    if count == 1:
        places = np.arange(len(customers))
        return Spending(places, np.zeros(len(customers), dtype=np.int64), customers["revenue"].to_numpy()), rates
    cells = lines.places.astype(np.int64) * count + kinds
    if len(customers) * count <= MOST_CELLS:
        spent = lines.sums(lines.amounts, cells, len(customers) * count)
        held = np.flatnonzero(spent)
        return Spending(held // count, held % count, spent[held]), rates
    held, inner = np.unique(cells, return_inverse=True)
    return Spending(held // count, held % count, lines.sums(lines.amounts, inner, len(held))), rates
