"""Adds up: tiers are a partition, currency and order of rows do not matter, two ways to one number agree."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import NewLoad, Workspace, store_rows
from crm_core.store.entries import save_unit_costs
from crm_core.terms import TIERS
from crm_core.value import (
    DERIVATIONS,
    Spending,
    TierSettings,
    active_customers_by_month,
    cohort_retention,
    customer_tiers,
    net_margin_by_month,
    peer_groups,
    revenue_by_month,
    tier_of,
    tier_summary,
    unrealised_potential,
    whale_curve,
    whale_points,
)

SETTINGS = TierSettings()
YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))

customers = st.lists(st.tuples(st.integers(-2000, 5000), st.integers(0, 3000)), min_size=1, max_size=60).map(
    lambda pairs: (np.array([a for a, _ in pairs], float), np.array([p for _, p in pairs], float))
)


@given(customers)
@settings(deadline=None)
def test_every_customer_has_exactly_one_tier_and_losses_are_never_most_valuable(pair) -> None:
    actual, potential = pair
    tier = tier_of(actual, potential, SETTINGS)
    assert len(tier) == len(actual) and set(tier) <= set(TIERS)
    assert (actual[tier == "mvc"] > 0).all() and (actual[tier == "bz"] < 0).all()


@given(customers, st.sampled_from([0.01, 0.37, 1.7, 33.33, 1e6]))
@settings(deadline=None)
def test_the_currency_does_not_matter(pair, rate: float) -> None:
    actual, potential = pair
    assert (tier_of(actual, potential, SETTINGS) == tier_of(actual * rate, potential * rate, SETTINGS)).all()


@given(customers, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_rows_does_not_matter(pair, chance) -> None:
    actual, potential = pair
    order = list(range(len(actual)))
    chance.shuffle(order)
    assert (tier_of(actual, potential, SETTINGS)[order] == tier_of(actual[order], potential[order], SETTINGS)).all()


@given(customers, st.integers(1, 10_000), st.data())
@settings(deadline=None)
def test_more_value_never_demotes_a_most_valuable_customer(pair, more: int, data) -> None:
    actual, potential = pair
    best = np.flatnonzero(tier_of(actual, potential, SETTINGS) == "mvc")
    if len(best):
        place = data.draw(st.sampled_from(best.tolist()))
        raised = actual.copy()
        raised[place] += more
        assert tier_of(raised, potential, SETTINGS)[place] == "mvc"


@given(customers)
@settings(deadline=None)
def test_equal_customers_have_equal_tiers(pair) -> None:
    actual, potential = np.concatenate([pair[0], pair[0]]), np.concatenate([pair[1], pair[1]])
    tier = tier_of(actual, potential, SETTINGS)
    assert (tier[: len(pair[0])] == tier[len(pair[0]) :]).all()


@given(customers)
@settings(deadline=None)
def test_the_most_valuable_hold_theta_and_without_their_last_value_do_not(pair) -> None:
    actual, potential = pair
    best = actual[tier_of(actual, potential, SETTINGS) == "mvc"]
    total = np.maximum(actual, 0).sum()
    if total > 0:
        assert best.sum() >= SETTINGS.theta * total * (1 - 1e-6)
        assert best[best > best.min()].sum() < SETTINGS.theta * total


@given(customers)
@settings(deadline=None)
def test_the_whale_curve_ends_at_all_of_the_value(pair) -> None:
    points = whale_points(pair[0])
    assert points["cumulative_value"].iloc[-1] == pytest.approx(pair[0].sum())
    assert (points["share_of_customers"].iloc[0], points["share_of_customers"].iloc[-1]) == (0, 1)


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 1), st.integers(-50, 500), st.integers(0, 300)),
        min_size=1,
        max_size=80,
    )
)
@settings(max_examples=40, deadline=None)
def test_the_sparse_quantiles_are_those_of_numpy_with_all_zeros_written_out(rows) -> None:
    settings_of_test = TierSettings(min_peers=5, shrinkage=20)
    segments = pd.DataFrame([row[:3] for row in rows], columns=["sector", "capacity", "region"]).astype(str)
    spent = np.maximum(np.array([row[3:] for row in rows], float), 0)
    count, rates = len(rows), np.array([0.4, 0.7])
    spending = Spending(np.tile(np.arange(count), 2), np.repeat([0, 1], count), spent.T.ravel())
    found = unrealised_potential(spending, peer_groups(segments, settings_of_test), rates, settings_of_test)
    for place in range(count):
        reach = np.quantile(spent, settings_of_test.tau, axis=0)
        for level in (1, 2, 3):
            names = ["sector", "capacity", "region"][:level]
            alike = (segments[names] == segments[names].iloc[place]).all(axis=1).to_numpy()
            if alike.sum() >= settings_of_test.min_peers:
                weight = alike.sum() / (alike.sum() + 20)
                reach = weight * np.quantile(spent[alike], settings_of_test.tau, axis=0) + (1 - weight) * reach
        assert found[place] == pytest.approx((rates * np.maximum(reach - spent[place], 0)).sum(), abs=1e-6)


DESCRIBED = {f"C{number:03d}" for number in range(310)}


def total(rows: pd.DataFrame, column: str) -> float:
    return float(rows[column].to_numpy(float).sum())


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Three hundred customers over two years, with returns, part of the costs, categories and interactions."""
    chance = np.random.default_rng(5)
    days = pd.Series([pd.Timestamp(date(2023, 1, 1) + timedelta(days=int(day))) for day in range(731)])
    count = 4000
    who = chance.integers(0, 300, count)
    amount = np.round(chance.gamma(2, 60, count) * np.where(chance.random(count) < 0.08, -1, 1), 2)
    orders = pd.DataFrame(
        {
            "order_id": [str(place) for place in range(count)],
            "customer_id": [f"C{number:03d}" for number in who],
            "ordered_at": days.iloc[chance.integers(0, 731, count)].to_numpy(),
            "amount": amount,
            "cost": np.where(chance.random(count) < 0.3, np.nan, np.round(amount * 0.6, 2)),
            "category": chance.choice(["a", "b", "c"], count),
        }
    )
    contacts = pd.DataFrame(
        {
            "customer_id": [f"C{number:03d}" for number in chance.integers(0, 320, 900)],
            "occurred_at": days.iloc[chance.integers(0, 731, 900)].to_numpy(),
            "kind": chance.choice(["contact", "complaint"], 900),
            "channel": chance.choice(["spoken", "written"], 900),
            "cost": np.where(chance.random(900) < 0.5, np.nan, 70.0),
        }
    )
    people = pd.DataFrame(
        {
            "customer_id": [f"C{number:03d}" for number in range(310)],
            "sector": chance.choice(["Retail", "Textile"], 310),
            "region": chance.choice(["Ege", "Marmara"], 310),
            "capacity": chance.choice(["small", "large"], 310),
        }
    )
    workspace = Workspace.create(tmp_path_factory.mktemp("value") / "shop.duckdb", "Shop", derivations=DERIVATIONS)
    with workspace.change() as build:
        for sheet, rows in (("customers", people), ("transactions", orders), ("interactions", contacts)):
            build.bring("brought", rows.assign(row_number=range(2, len(rows) + 2)))
            store_rows(build, NewLoad(sheet, sheet, "0" * 64, len(rows)), "brought")
            build.drop("brought")
    save_unit_costs(
        workspace, {("contact", "unknown"): 40.0, ("complaint", "spoken"): 150.0, ("order", "unknown"): 3.0}
    )
    yield workspace, orders
    workspace.close()


def test_tiers_sum_to_all_customers_and_all_value(shop) -> None:
    workspace, _ = shop
    summary, people = tier_summary.ask(workspace, YEAR), customer_tiers.ask(workspace, YEAR)
    assert sum(summary.rows["customers"].tolist()) == summary.n == people.n
    assert total(summary.rows, "share_of_customers") == pytest.approx(1)
    assert total(summary.rows, "share_of_value") == pytest.approx(1)
    assert total(summary.rows, "actual_value") == pytest.approx(total(people.rows, "actual_value"))
    totals = summary.totals
    assert totals["below_zero_customers"] == sum(value < 0 for value in people.rows["actual_value"].tolist())
    assert totals["below_zero_customers"] == sum(
        totals[name] for name in ("bz_customers", "recoverable_customers", "first_loss_customers")
    )
    one_by_one = sum(customer_tiers.ask(workspace, YEAR, tier=tier).n for tier in TIERS)
    assert one_by_one == people.n


def test_segments_sum_to_the_whole_and_keep_each_customers_tier(shop) -> None:
    workspace, _ = shop
    whole = customer_tiers.ask(workspace, YEAR).rows.set_index("customer_id")["tier"].to_dict()
    parts = {}
    for region in ("Ege", "Marmara"):
        rows = customer_tiers.ask(workspace, Filters(YEAR.period, regions=(region,))).rows
        parts |= rows.set_index("customer_id")["tier"].to_dict()
    assert parts == {name: tier for name, tier in whole.items() if name in DESCRIBED}


def test_monthly_margin_sums_to_the_customers_value(shop) -> None:
    workspace, _ = shop
    for filters in (YEAR, Filters(YEAR.period, sectors=("Retail",), regions=("Ege",))):
        margin = net_margin_by_month.ask(workspace, filters)
        assert margin.totals["value"] == pytest.approx(tier_summary.ask(workspace, filters).totals["actual_value"])


def test_monthly_revenue_sums_to_the_stored_facts(shop) -> None:
    workspace, orders = shop
    inside = total(orders[orders["ordered_at"].dt.year == 2024], "amount")
    answer = revenue_by_month.ask(workspace, YEAR)
    assert answer.totals["value"] == pytest.approx(inside)
    assert total(customer_tiers.ask(workspace, YEAR).rows, "revenue") == pytest.approx(inside)
    assert answer.totals["previous"] == pytest.approx(total(orders, "amount") - inside)


def test_cohorts_sum_to_the_active_customers_of_each_month(shop) -> None:
    workspace, _ = shop
    both = Filters(Period(date(2023, 1, 1), date(2024, 12, 31)))
    cells = cohort_retention.ask(workspace, both).rows.groupby("month").agg({"customers": "sum"})["customers"].to_dict()
    assert cells == active_customers_by_month.ask(workspace, both).rows.set_index("month")["value"].to_dict()


def test_the_last_point_of_the_whale_curve_is_everything(shop) -> None:
    workspace, _ = shop
    rows = whale_curve.ask(workspace, YEAR).rows
    assert rows["share_of_value"].iloc[-1] == pytest.approx(1)
    assert rows["share_of_customers"].iloc[-1] == 1


def test_stored_tiers_are_those_of_the_last_twelve_months(shop) -> None:
    workspace, _ = shop
    shown = customer_tiers.ask(workspace, YEAR).rows.set_index("customer_id")["tier"].to_dict()
    with workspace.session() as session:
        stored = dict(
            session.execute("select customer_id, tier from customer_tier join customer_keys using (customer_key)")
        )
    assert stored == shown


def test_rows_behind_are_the_facts_of_the_period(shop) -> None:
    workspace, _orders = shop
    places = YEAR.parameters() | {"row_limit": 100_000}
    lines, _ = workspace.ask("value/order_lines", places)
    assert total(lines, "amount") == pytest.approx(revenue_by_month.ask(workspace, YEAR).totals["value"])
    both, _ = workspace.ask("value/value_lines", places)
    assert both["amount"].sum() == pytest.approx(total(lines, "amount"))
    assert len(workspace.ask("value/order_lines", YEAR.parameters() | {"row_limit": 5})[0]) == 5
