"""Values of some days assembled from the store, each customer by itself; refuses to place it by another period."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from crm_core.answers import Query
from crm_core.periods import Period
from crm_core.store import Session, named_sql
from crm_core.value.customer_values import CustomerValues
from crm_core.value.peers import Spending, peer_groups, stated_potential, unrealised_potential
from crm_core.value.spent import Spent, spent_by_category
from crm_core.value.tier_settings import TierSettings
from crm_core.value.tiers import actual_value, cost_to_serve, tier_places

SUMS, SPENDING = "value/customer_sums", "value/category_spending"
DAY_COLUMNS = ("acquired_on", "last_order_on")


def values_at_once(
    session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> CustomerValues:
    """Values of one period by itself, with tiers that no other period confirms."""
    places = {"start": period.start, "end": period.end}
    customers = _frame_of(session.arrow(named_sql(SUMS), places))
    spent = spent_by_category(session.batches(SPENDING, **places), customers["customer_key"].to_numpy())
    wallets, wallets_ran = asked(session, "value/stated_wallets", {"end": period.end})
    segments, segments_ran = asked(session, "value/segments", {})
    peers = peer_groups(segments, settings, customers["segment"].to_numpy(int))
    spending, rates = spending_of(customers, spent, assumed_margin_rate)
    actual = actual_value(customers, assumed_margin_rate, settings)
    estimated = unrealised_potential(spending, peers, rates, settings)
    stated = stated_potential(customers, wallets, actual + cost_to_serve(customers, settings))
    potential = np.where(np.isnan(stated), estimated, stated)
    return CustomerValues(
        customers=customers,
        segments=segments,
        actual=actual,
        potential=potential,
        tier_places=tier_places(actual, potential, settings),
        probability=np.full(len(actual), np.nan),
        is_stated=~np.isnan(stated),
        is_held=np.zeros(len(actual), dtype=bool),
        is_confirmed=None,
        settings=settings,
        assumed_margin_rate=assumed_margin_rate,
        queries=(_ran(SUMS, places), _ran(SPENDING, places), wallets_ran, segments_ran),
    )


def _frame_of(customers: pa.Table) -> pd.DataFrame:
    """Rows of ``value/customer_sums``; made into a frame here, while the database answers others."""
    days = dict.fromkeys(DAY_COLUMNS, "datetime64[us]")
    return customers.to_pandas(date_as_object=False).astype(days)


def spending_of(
    customers: pd.DataFrame, spent: Spent, assumed_margin_rate: float | None
) -> tuple[Spending, np.ndarray]:
    """Spending by category and each category's margin rate; one category of all spending where the data have none."""
    if not len(spent.customers):
        money = (customers[name].to_numpy(float) for name in ("revenue", "uncosted_revenue", "known_cost"))
        spent = Spent(np.arange(len(customers)), np.zeros(len(customers), dtype=np.int64), *money)
    count = int(spent.categories.max(initial=0)) + 1
    rates = margin_rates(spent._asdict(), spent.categories, count, assumed_margin_rate)
    return Spending(spent.customers, spent.categories, spent.revenue), rates


def margin_rates(
    sums: Mapping[str, np.ndarray] | pd.DataFrame, categories: np.ndarray, count: int, assumed_margin_rate: float | None
) -> np.ndarray:
    """Margin rate of each category from its lines of known cost, between 0 and 1.

    A category without such lines takes the rate of all such lines; without any, the assumed rate, else 1 (the potential
    is then net revenue, as the value is).
    """
    revenue, uncosted, cost = (np.asarray(sums[name], float) for name in ("revenue", "uncosted_revenue", "known_cost"))
    costed = revenue - uncosted
    revenue_by = np.bincount(categories, weights=costed, minlength=count)
    cost_by = np.bincount(categories, weights=cost, minlength=count)
    fallback = 1.0 if assumed_margin_rate is None else assumed_margin_rate
    if costed.sum() > 0:
        fallback = 1 - cost.sum() / costed.sum()
    is_known = revenue_by > 0
    rates = np.where(is_known, 1 - cost_by / np.where(is_known, revenue_by, 1.0), fallback)
    return np.clip(rates, 0.0, 1.0)


def asked(session: Session, name: str, parameters: Mapping[str, Any]) -> tuple[pd.DataFrame, Query]:
    return session.frame(name, **parameters), _ran(name, parameters)


def _ran(name: str, parameters: Mapping[str, Any]) -> Query:
    text = named_sql(name)
    return Query(name, text, {key: value for key, value in parameters.items() if f"${key}" in text})
