"""Values of some days assembled from the store, each customer by itself; refuses to place it by another period."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.periods import Period
from crm_core.store import Session, named_sql
from crm_core.value.customer_values import CustomerValues, tier_places
from crm_core.value.peers import Spending, peer_groups, stated_potential, unrealised_potential
from crm_core.value.tier_settings import TierSettings
from crm_core.value.tiers import actual_value, cost_to_serve, tier_of


def values_at_once(
    session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> CustomerValues:
    """Values of one period by itself, with tiers that no other period confirms."""
    places = {"start": period.start, "end": period.end}
    customers, sums_ran = asked(session, "value/customer_sums", places)
    by_category, categories_ran = asked(session, "value/category_spending", places)
    wallets, wallets_ran = asked(session, "value/stated_wallets", {"end": period.end})
    segments, segments_ran = asked(session, "value/segments", {})
    peers = peer_groups(segments, settings, customers["segment"].to_numpy(int))
    spending, rates = spending_of(customers, by_category, assumed_margin_rate)
    actual = actual_value(customers, assumed_margin_rate, settings)
    estimated = unrealised_potential(spending, peers, rates, settings)
    stated = stated_potential(customers, wallets, actual + cost_to_serve(customers, settings))
    potential = np.where(np.isnan(stated), estimated, stated)
    return CustomerValues(
        customers=customers,
        segments=segments,
        actual=actual,
        potential=potential,
        tier_places=tier_places(tier_of(actual, potential, settings)),
        probability=np.full(len(actual), np.nan),
        is_stated=~np.isnan(stated),
        is_held=np.zeros(len(actual), dtype=bool),
        is_confirmed=None,
        settings=settings,
        assumed_margin_rate=assumed_margin_rate,
        queries=(sums_ran, categories_ran, wallets_ran, segments_ran),
    )


def spending_of(
    customers: pd.DataFrame, by_category: pd.DataFrame, assumed_margin_rate: float | None
) -> tuple[Spending, np.ndarray]:
    """Spending by category and each category's margin rate; one category of all spending where the data have none."""
    if by_category.empty:
        places, kinds = np.arange(len(customers)), np.zeros(len(customers), dtype=np.int64)
        rates = margin_rates(customers, kinds, 1, assumed_margin_rate)
        return Spending(places, kinds, customers["revenue"].to_numpy(float)), rates
    keys = customers["customer_key"].to_numpy()
    place_of = np.zeros(keys.max() + 1, dtype=np.int64)
    place_of[keys] = np.arange(len(keys))
    places = place_of[by_category["customer_key"].to_numpy()]
    kinds = by_category["category"].to_numpy(int)
    rates = margin_rates(by_category, kinds, int(kinds.max()) + 1, assumed_margin_rate)
    return Spending(places, kinds, by_category["revenue"].to_numpy(float)), rates


def margin_rates(
    sums: pd.DataFrame, categories: np.ndarray, count: int, assumed_margin_rate: float | None
) -> np.ndarray:
    """Margin rate of each category from its lines of known cost, between 0 and 1.

    A category without such lines takes the rate of all such lines; without any, the assumed rate, else 1 (the potential
    is then net revenue, as the value is).
    """
    costed = sums["revenue"].to_numpy(float) - sums["uncosted_revenue"].to_numpy(float)
    cost = sums["known_cost"].to_numpy(float)
    revenue_by = np.bincount(categories, weights=costed, minlength=count)
    cost_by = np.bincount(categories, weights=cost, minlength=count)
    fallback = 1.0 if assumed_margin_rate is None else assumed_margin_rate
    if costed.sum() > 0:
        fallback = 1 - cost.sum() / costed.sum()
    is_known = revenue_by > 0
    rates = np.where(is_known, 1 - cost_by / np.where(is_known, revenue_by, 1.0), fallback)
    return np.clip(rates, 0.0, 1.0)


def asked(session: Session, name: str, parameters: Mapping[str, Any]) -> tuple[pd.DataFrame, Query]:
    rows = session.frame(name, **parameters)
    text = named_sql(name)
    return rows, Query(name, text, {key: value for key, value in parameters.items() if f"${key}" in text})
