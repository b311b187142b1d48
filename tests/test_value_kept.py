"""Adds up: what the build stored, what is kept between clicks, and what is worked out anew are the same values."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, TierSettings, customer_tiers, save_tier_settings, tier_summary, whale_curve
from crm_core.value.kept_values import shared_values
from crm_core.value.values_built import stored_values
from crm_core.value.values_placed import tiers_at_costs, values_of_period
from tests.new_workspaces import new_workspace

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))


@pytest.fixture
def shop(tmp_path, bring_in):
    """Twelve customers over two years; the first of them costs more than it brings in both."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    days = pd.date_range("2023-01-15", "2024-12-31", periods=96)
    orders = pd.DataFrame(
        {
            "order_id": [str(place) for place in range(96)],
            "customer_id": [f"C{place % 12:02d}" for place in range(96)],
            "ordered_at": days,
            "amount": [100.0 + 10 * (place % 12) for place in range(96)],
            "cost": [130.0 if place % 12 == 0 else 40.0 for place in range(96)],
        }
    )
    bring_in(workspace, "transactions", orders)
    people = pd.DataFrame(
        {"customer_id": [f"C{place:02d}" for place in range(12)], "sector": ["Retail", "Textile"] * 6}
    )
    bring_in(workspace, "customers", people)
    yield workspace
    workspace.close()


def test_the_build_stores_what_would_be_worked_out(shop: Workspace) -> None:
    with shop.session() as session:
        stored = stored_values(session, YEAR, TierSettings(), None)
        anew = values_of_period(session, YEAR, TierSettings(), None)
    assert stored is not None
    for part in ("actual", "potential", "tier_places", "is_confirmed"):
        assert np.array_equal(getattr(stored, part), getattr(anew, part))
    pd.testing.assert_frame_equal(stored.customers, anew.customers)


def test_other_settings_another_margin_and_another_period_are_not_taken_from_the_build(shop: Workspace) -> None:
    with shop.session() as session:
        assert stored_values(session, YEAR, TierSettings(theta=0.5), None) is None
        assert stored_values(session, YEAR, TierSettings(), 0.3) is None
        assert stored_values(session, YEAR.before(), TierSettings(), None) is None


@pytest.mark.parametrize("settings", [TierSettings(), TierSettings(hysteresis=0.0), TierSettings(bz_periods=1)])
def test_tiers_at_other_costs_are_those_of_the_settings_with_that_cost_factor(
    shop: Workspace, settings: TierSettings, bring_in
) -> None:
    days = pd.date_range("2023-02-01", "2024-12-01", periods=24)
    served = [f"C{place % 12:02d}" for place in range(24)]
    contacts = {"customer_id": served, "occurred_at": days, "kind": "contact", "channel": "spoken"}
    bring_in(shop, "interactions", pd.DataFrame(contacts | {"cost": [40.0 * (place % 12) for place in range(24)]}))
    with shop.session() as session:
        values = values_of_period(session, YEAR, settings, None)
        found = tiers_at_costs(session, YEAR, values, (0.5, 2.0))
        for factor, places in found.items():
            anew = values_of_period(session, YEAR, replace(settings, cost_factor=factor), None)
            assert np.array_equal(places, anew.tier_places)


def test_metrics_of_one_choice_share_one_computation(shop: Workspace) -> None:
    values = shared_values(shop, YEAR, TierSettings())
    assert shared_values(shop, YEAR, TierSettings()) is values
    save_tier_settings(shop, TierSettings())
    assert shared_values(shop, YEAR, TierSettings()) is not values


def test_a_segment_is_part_of_everyone(shop: Workspace) -> None:
    everyone, retail, textile = (
        tier_summary.ask(shop, Filters(YEAR, sectors=sectors)) for sectors in ((), ("Retail",), ("Textile",))
    )
    both = retail.rows[["customers", "actual_value"]] + textile.rows[["customers", "actual_value"]]
    assert both["customers"].tolist() == everyone.rows["customers"].tolist()
    assert both["actual_value"].tolist() == pytest.approx(everyone.rows["actual_value"].tolist())
    assert whale_curve.ask(shop, Filters(YEAR, sectors=("Retail",))).n == 6


def test_the_first_of_a_list_are_the_best_of_it(shop: Workspace) -> None:
    whole = customer_tiers.ask(shop, Filters(YEAR))
    three = customer_tiers.ask(shop, Filters(YEAR), first=3)
    assert three.n == 12
    pd.testing.assert_frame_equal(three.rows, whole.rows.head(3))
