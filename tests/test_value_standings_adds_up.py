"""Adds up: a year worked out from its order lines alone is the year of tier_summary, to the last digit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.store.entries import save_unit_costs
from crm_core.value import DERIVATIONS, TierSettings
from crm_core.value.standings import standing_of_year, tiers_at
from crm_core.value.values_placed import values_of_period
from crm_core.value.values_read import values_at_once
from crm_core.value.years import year_up_to
from tests.new_workspaces import new_workspace

SETTINGS = TierSettings(min_peers=3, shrinkage=2)
YEARS = [
    Period(date(2024, 1, 1), date(2024, 12, 31)),
    Period(date(2023, 10, 1), date(2024, 9, 30)),
    year_up_to(date(2024, 8, 17)),
    Period(date(2019, 1, 1), date(2019, 12, 31)),
]
CATEGORIES = {
    "with categories": ["tea", "coffee", "cups", "pots"],
    "some without": ["tea", None, "cups", None],
    "none": [None] * 4,
}


@pytest.fixture(scope="module", params=list(CATEGORIES))
def shop(request, tmp_path_factory, bring_in) -> Iterator[Workspace]:
    """Sixty customers over three years: returns, unknown costs, contacts, told wallets, an employee."""
    workspace = new_workspace(tmp_path_factory.mktemp("shop") / "shop.duckdb", DERIVATIONS)
    random, count = np.random.default_rng(3), 900
    named = CATEGORIES[request.param]
    orders = pd.DataFrame(
        {
            "order_id": [str(place // 2) for place in range(count)],
            "customer_id": [f"C{place // 2 * 7 % 60:02d}" for place in range(count)],
            "ordered_at": pd.date_range("2022-01-03", "2024-12-30", periods=count).floor("D"),
            "amount": np.round(random.gamma(2, 40, count) * np.where(random.random(count) < 0.1, -1, 1), 2),
            "cost": np.where(random.random(count) < 0.2, np.nan, np.round(random.gamma(2, 25, count), 2)),
            "category": [named[place] for place in random.integers(0, 4, count)],
        }
    )
    people = pd.DataFrame(
        {
            "customer_id": [f"C{place:02d}" for place in range(60)],
            "customer_type": ["external"] * 59 + ["internal"],
            "sector": ["Retail", "Textile", None] * 20,
            "region": ["Ege", "Marmara"] * 30,
        }
    )
    contacts = pd.DataFrame(
        {
            "customer_id": [f"C{place:02d}" for place in random.integers(0, 60, 200)],
            "occurred_at": pd.date_range("2023-06-01", "2024-12-20", periods=200),
            "kind": ["contact", "complaint"] * 100,
            "channel": ["written"] * 200,
            "cost": np.where(random.random(200) < 0.5, np.nan, 3.25),
        }
    )
    wallets = pd.DataFrame(
        {
            "customer_id": ["C01", "C02"],
            "answered_at": pd.to_datetime(["2024-02-01", "2024-03-01"]),
            "kind": ["attribute"] * 2,
            "attribute": ["share of wallet"] * 2,
            "score": [40.0, 80.0],
            "scale_min": [0.0] * 2,
            "scale_max": [100.0] * 2,
        }
    )
    sheets = {"transactions": orders, "customers": people, "interactions": contacts, "surveys": wallets}
    for sheet, rows in sheets.items():
        bring_in(workspace, sheet, rows)
    save_unit_costs(workspace, {("order", "unknown"): 1.5, ("contact", "unknown"): 2.0})
    yield workspace
    workspace.close()


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_a_year_by_itself_is_the_same_both_ways(shop: Workspace, year: Period) -> None:
    own = standing_of_year(shop, year, SETTINGS)
    with shop.session() as session:
        values = values_at_once(session, year, SETTINGS, None)
    assert own.keys.tolist() == values.keys.tolist()
    assert own.actual.tolist() == values.actual.tolist()
    assert own.potential == pytest.approx(values.potential, rel=1e-12, abs=1e-9)
    assert own.tier_places.tolist() == values.tier_places.tolist()


def test_many_categories_are_added_up_to_the_same_as_few(shop: Workspace, monkeypatch) -> None:
    few = standing_of_year(shop, YEARS[0], SETTINGS)
    monkeypatch.setattr("crm_core.value.year_lines.MOST_CELLS", 0)
    many = standing_of_year(shop, YEARS[0], replace(SETTINGS, early_months=5))
    assert many is not few and many.keys.tolist() == few.keys.tolist()
    assert many.actual.tolist() == few.actual.tolist()
    assert many.potential == pytest.approx(few.potential, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_tiers_at_a_date_are_those_of_the_period(shop: Workspace, year: Period) -> None:
    own = tiers_at(shop, year, SETTINGS)
    with shop.session() as session:
        values = values_of_period(session, year, SETTINGS, None)
    assert own.keys.tolist() == values.keys.tolist()
    assert own.tier_places.tolist() == values.tier_places.tolist()
