"""Every customer's value in one period, assembled from the store: sums, actual value, potential, tier and reason.

Tiers compare each customer with all external customers, so they are computed over all of them whatever segment the
reader looks at; the segment is chosen afterwards.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.periods import Period, add_months, last_months, month_start
from crm_core.store import Build, Session, named_sql
from crm_core.terms import TIERS
from crm_core.value.peers import (
    PeerGroups,
    Spending,
    peer_group_names,
    peer_groups,
    stated_potential,
    unrealised_potential,
)
from crm_core.value.tier_probability import tier_probabilities, value_error
from crm_core.value.tier_settings import MARGIN_SETTING, SETTING, TierSettings, tier_settings_from
from crm_core.value.tiers import (
    actual_value,
    badge_codes,
    badges,
    cost_to_serve,
    high_potential_cut,
    is_below_zero,
    reason_codes,
    tier_of,
)

MONTHS_OF_VALUE = 12
MADE_OF = "customer_value_made_of"
STORED = ("actual", "potential", "tier_place", "probability", "is_stated", "is_held", "is_confirmed")


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
    def best_first(self) -> np.ndarray:
        """Places of the customers by actual value, the highest first; equal ones as they stand."""
        return np.argsort(-self.actual, kind="stable")


def values_of_period(
    session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> CustomerValues:
    """Values and tiers of the period; the period before confirms "below zero" and holds tiers, where the data have it."""
    values = _values_at_once(session, period, settings, assumed_margin_rate)
    before = period.before()
    if not _needs_period_before(values) or not _is_covered(session, before):
        return with_probability(values, period.months)
    earlier = _values_at_once(session, before, settings, assumed_margin_rate)
    return with_probability(placed_after(values, earlier), period.months)


def tiers_at_costs(
    session: Session, period: Period, values: CustomerValues, factors: tuple[float, ...]
) -> dict[float, np.ndarray]:
    """Places in ``TIERS`` of the same customers where serving them costs so many times as much, by factor.

    Potentials do not hang on the costs of serving, so nothing but the period before is read again.
    """
    before = period.before()
    tried = {factor: _at_cost(values, factor) for factor in factors}
    earlier = None
    if any(_needs_period_before(other) for other in tried.values()) and _is_covered(session, before):
        earlier = _values_at_once(session, before, values.settings, values.assumed_margin_rate)
    return {
        factor: (
            placed_after(other, _at_cost(earlier, factor)) if earlier and _needs_period_before(other) else other
        ).tier_places
        for factor, other in tried.items()
    }


def _at_cost(values: CustomerValues, factor: float) -> CustomerValues:
    """The values where serving costs so many times as much, with tiers that no other period confirms."""
    settings = replace(values.settings, cost_factor=values.settings.cost_factor * factor)
    actual = actual_value(values.customers, values.assumed_margin_rate, settings)
    places = tier_places(tier_of(actual, values.potential, settings))
    return replace(values, actual=actual, tier_places=places, settings=settings)


def _needs_period_before(values: CustomerValues) -> bool:
    """True where tiers are held or losses confirmed by the period before."""
    settings = values.settings
    if not len(values):
        return False
    if settings.hysteresis > 0:
        return True
    return settings.bz_periods == 2 and bool(is_below_zero(values.actual, values.potential, settings).any())


def placed_after(values: CustomerValues, earlier: CustomerValues) -> CustomerValues:
    """The values with tiers that those of the period before confirm and hold."""
    settings = values.settings
    keys, known = values.customers["customer_key"].to_numpy(), earlier.customers["customer_key"].to_numpy()
    spared = known[~is_below_zero(earlier.actual, earlier.potential, settings)]
    is_confirmed = ~np.isin(keys, spared) if settings.bz_periods == 2 else None
    by_itself = tier_of(values.actual, values.potential, settings, is_confirmed)
    tier = tier_of(values.actual, values.potential, settings, is_confirmed, _tier_then(keys, earlier))
    return replace(
        values,
        tier_places=tier_places(tier),
        is_held=tier != by_itself,
        is_confirmed=is_confirmed,
        queries=earlier.queries + values.queries,
    )


def _tier_then(keys: np.ndarray, earlier: CustomerValues) -> np.ndarray:
    """Tier of each key in the earlier values; empty where they do not know it."""
    known = earlier.customers["customer_key"].to_numpy()
    if not len(known):
        return np.full(len(keys), "")
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, np.array(TIERS)[earlier.tier_places[at]], "")


def with_probability(values: CustomerValues, months: int) -> CustomerValues:
    """The values with how sure each tier is, given the noise of so many months."""
    error = value_error(values.customers, values.actual, months, values.settings)
    sure = tier_probabilities(values.actual, values.potential, error, values.settings, values.is_confirmed)
    own = np.take_along_axis(sure, values.tier_places[:, np.newaxis].astype(np.int64), axis=1)[:, 0]
    return replace(values, probability=own)


def tier_places(tier: np.ndarray) -> np.ndarray:
    """Places in ``TIERS`` of tier codes."""
    return np.select([tier == code for code in TIERS], range(len(TIERS))).astype(np.int8)


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


def derive_customer_tiers(build: Build) -> None:
    """Write every active customer's value and tier over the last twelve finished months, by the workspace's settings.

    Where not even one month is finished, the days that there are stand in. Customers without an order line or an
    interaction in these months have no row ("none").
    """
    days = build.first("store/as_of") or {}
    tiers = pd.DataFrame({"customer_key": np.array([], dtype=np.int32), "tier": np.array([], dtype=str)})
    made_of = None
    if days.get("as_of") is not None:
        period = tier_period(days["as_of"], days["first_day"])
        settings, assumed = tier_settings_from(_setting_in(build, SETTING)), _setting_in(build, MARGIN_SETTING)
        values = values_of_period(build, period, settings, assumed)
        tiers = pd.DataFrame({"customer_key": values.customers["customer_key"], "tier": values.tier})
        _store_values(build, values)
        made_of = made_of_words(period, settings, assumed)
    build.replace_rows("customer_tier", tiers)
    build.run("store/set_setting", key=MADE_OF, value=json.dumps(made_of))


def derive_value_terms(build: Build) -> None:
    """Write what the cohorts' margins of this build are counted with."""
    days = build.first("store/as_of") or {}
    settings, assumed = tier_settings_from(_setting_in(build, SETTING)), _setting_in(build, MARGIN_SETTING)
    terms = {
        "as_of": pd.Series([days.get("as_of")], dtype="datetime64[s]"),
        "cost_factor": [settings.cost_factor],
        "assumed_cost_share": [0.0 if assumed is None else 1.0 - assumed],
    }
    build.replace_rows("value_terms", pd.DataFrame(terms))


def stored_values(
    session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> CustomerValues | None:
    """The values that the last build wrote, where they are those of this period and these settings."""
    if _setting_in(session, MADE_OF) != made_of_words(period, settings, assumed_margin_rate):
        return None
    stored, read = _asked(session, "value/customer_value", {})
    segments, segments_ran = _asked(session, "value/segments", {})
    built = {"start": period.start, "end": period.end}
    is_judged = bool(stored["is_judged"].any())
    return CustomerValues(
        customers=stored.drop(columns=[*STORED, "is_judged"]),
        segments=segments,
        actual=stored["actual"].to_numpy(float),
        potential=stored["potential"].to_numpy(float),
        tier_places=stored["tier_place"].to_numpy(np.int8),
        probability=stored["probability"].to_numpy(float),
        is_stated=stored["is_stated"].to_numpy(bool),
        is_held=stored["is_held"].to_numpy(bool),
        is_confirmed=stored["is_confirmed"].to_numpy(bool) if is_judged else None,
        settings=settings,
        assumed_margin_rate=assumed_margin_rate,
        queries=(
            Query("value/customer_sums", named_sql("value/customer_sums"), built),
            Query("value/category_spending", named_sql("value/category_spending"), built),
            Query("value/stated_wallets", named_sql("value/stated_wallets"), {"end": period.end}),
            segments_ran,
            read,
        ),
    )


def _store_values(build: Build, values: CustomerValues) -> None:
    """Put the values beside the rollups, so that a click need not work them out again."""
    confirmed = values.is_confirmed
    rows = values.customers.assign(
        actual=values.actual,
        potential=values.potential,
        tier_place=values.tier_places,
        probability=values.probability,
        is_stated=values.is_stated,
        is_held=values.is_held,
        is_confirmed=np.ones(len(values.actual), dtype=bool) if confirmed is None else confirmed,
        is_judged=confirmed is not None,
    )
    build.bring("valued_rows", rows)
    build.execute("create or replace table customer_value as select * from valued_rows")
    build.drop("valued_rows")


def made_of_words(period: Period, settings: TierSettings, assumed_margin_rate: float | None) -> dict[str, Any]:
    """What stored values rest on, as it is kept in a setting."""
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "settings": asdict(settings),
        "margin": assumed_margin_rate,
    }


def tier_period(as_of: date, first_day: date) -> Period:
    """The months over which the workspace's own tiers are taken."""
    period = last_months(as_of, MONTHS_OF_VALUE)
    return period if period.end >= first_day else Period(month_start(as_of), as_of)


def _values_at_once(
    session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> CustomerValues:
    """Values of one period by itself, with tiers that no other period confirms."""
    days = {"start": period.start, "end": period.end}
    return _values_from(session, ("customer_sums", "category_spending"), days, settings, assumed_margin_rate)


def values_of_tossed_years(
    session: Session, earlier: Period, later: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> tuple[CustomerValues, CustomerValues]:
    """Values of two made-up years, into which the months of two real ones fall by a coin per customer.

    The second is placed after the first, as a real one is after the year before it.
    """
    places = {"first": earlier.first_month, "last": later.first_month, "end": later.end}
    names = ("tossed_sums", "tossed_spending")
    before, after = (
        _values_from(session, names, {**places, "side": side}, settings, assumed_margin_rate) for side in (0, 1)
    )
    return before, placed_after(after, before)


def _values_from(
    session: Session,
    names: tuple[str, str],
    places: Mapping[str, Any],
    settings: TierSettings,
    assumed_margin_rate: float | None,
) -> CustomerValues:
    """Values from the sums and the spending that two queries give."""
    customers, sums_ran = _asked(session, f"value/{names[0]}", places)
    by_category, categories_ran = _asked(session, f"value/{names[1]}", places)
    wallets, wallets_ran = _asked(session, "value/stated_wallets", {"end": places["end"]})
    segments, segments_ran = _asked(session, "value/segments", {})
    peers = peer_groups(segments, settings, customers["segment"].to_numpy(int))
    spending, rates = _spending(customers, by_category, assumed_margin_rate)
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


def _spending(
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


def _is_covered(session: Session, period: Period) -> bool:
    """True where the order lines reach back to the first month of the period."""
    covered = session.first("value/covered_months") or {}
    return covered.get("first_month") is not None and covered["first_month"] <= period.first_month


def _asked(session: Session, name: str, parameters: Mapping[str, Any]) -> tuple[pd.DataFrame, Query]:
    rows = session.frame(name, **parameters)
    text = named_sql(name)
    return rows, Query(name, text, {key: value for key, value in parameters.items() if f"${key}" in text})


def _setting_in(session: Session, key: str) -> Any:
    """A workspace setting as seen inside a running build."""
    row = session.first("store/setting", key=key)
    return None if row is None else json.loads(row["value"])
