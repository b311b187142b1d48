"""By hand: tiers, potential, skew and value of a handful of customers, each sum worked out (methods, part 4)."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.store.entries import save_unit_costs
from crm_core.value import (
    DERIVATIONS,
    Spending,
    TierSettings,
    actual_value,
    customer_tiers,
    gini,
    peer_groups,
    save_tier_settings,
    saved_tier_settings,
    tier_of,
    tier_summary,
    unrealised_potential,
    value_skew,
    whale_curve,
    whale_points,
)
from crm_core.value.tiers import badges, high_potential_cut
from tests.new_workspaces import new_workspace

ACTUAL = np.array([900, 700, 400, 250, 200, 120, 80, 40, -30, -90], dtype=float)
POTENTIAL = np.array([100, 50, 600, 80, 500, 300, 40, 60, 200, 50], dtype=float)
YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
SETTINGS = TierSettings()


def alone(count: int) -> pd.DataFrame:
    return pd.DataFrame({"sector": [None] * count, "capacity": [None] * count, "region": [None] * count})


def potential_of_spending(amounts: list[float], rate: float, segments: pd.DataFrame | None = None) -> np.ndarray:
    count = len(amounts)
    peers = peer_groups(alone(count) if segments is None else segments, SETTINGS)
    spending = Spending(np.arange(count), np.zeros(count, dtype=int), np.array(amounts, dtype=float))
    return unrealised_potential(spending, peers, [rate], SETTINGS)


def test_t63_the_peers_upper_spending_less_the_own_times_the_margin_rate() -> None:
    potential = potential_of_spending([0, 0, 100, 200, 300, 400, 500, 600, 800, 1000], rate=0.30)
    assert potential[3] == pytest.approx((640 - 200) * 0.30)
    assert potential[3] == pytest.approx(132)
    assert potential[8] == 0 and potential[9] == 0


def test_t64_ten_customers_fall_into_their_tiers() -> None:
    tier = tier_of(ACTUAL, POTENTIAL, SETTINGS)
    assert high_potential_cut(POTENTIAL, SETTINGS) == 275
    assert dict(zip("ABCDEFGHIJ", tier, strict=True)) == {
        **dict.fromkeys("ABC", "mvc"),
        **dict.fromkeys("EF", "mgc"),
        "J": "bz",
        **dict.fromkeys("DGHI", "migrator"),
    }
    marks = badges(ACTUAL, POTENTIAL, tier, SETTINGS)
    assert ["ABCDEFGHIJ"[place] for place in np.flatnonzero(marks["is_recoverable"])] == ["I"]
    assert ["ABCDEFGHIJ"[place] for place in np.flatnonzero(marks["is_super_growth"])] == ["C"]
    assert not any(marks["is_first_loss"].tolist())


def test_t65_skew_of_the_ten_customers() -> None:
    skew = value_skew(ACTUAL)
    assert skew["skew_index"] == pytest.approx(2.974, abs=5e-4)
    assert skew["effective_customers"] == pytest.approx(4.57, abs=5e-3)
    assert skew["peak_share"] == pytest.approx(1.0467, abs=5e-5)
    assert skew["peak_place"] == pytest.approx(0.80)
    assert skew["top_share"] == pytest.approx(0.6226, abs=5e-5)
    assert skew["area_index"] == pytest.approx(0.3897, abs=5e-5)
    assert skew["gini"] is None
    assert gini(np.maximum(ACTUAL, 0)) == pytest.approx(0.5721, abs=5e-5)


def test_the_potential_is_summed_over_categories_each_with_its_margin_rate() -> None:
    # Two customers: quantile .8 of (0, 100) is 80, of (50, 50) is 50; all in one group without a wider one.
    peers = peer_groups(alone(2), SETTINGS)
    spending = Spending(np.array([1, 0, 1]), np.array([0, 1, 1]), np.array([100.0, 50.0, 50.0]))
    potential = unrealised_potential(spending, peers, [0.5, 0.2], SETTINGS)
    assert potential == pytest.approx([0.5 * 80, 0])


def test_a_group_is_drawn_to_the_wider_one_and_a_thin_one_gives_way() -> None:
    # 20 retailers spend 100 each, 5 makers 0. All: n 25, quantile 100. Retail: 20/40 x 100 + 20/40 x 100 = 100.
    # The makers are too few and are held against all: 100.
    segments = pd.DataFrame(
        {"sector": ["retail"] * 20 + ["maker"] * 5, "capacity": ["large"] * 25, "region": [None] * 25}
    )
    assert potential_of_spending([100.0] * 20 + [0.0] * 5, 1.0, segments)[-1] == pytest.approx(100)
    # 20 retailers spend 0, 20 makers 100. All: quantile 100; sector: 20/40 x 0 + 20/40 x 100 = 50;
    # sector and capacity: half of 50 and half of 0 = 25; with the region: 12.5.
    segments = pd.DataFrame(
        {"sector": ["retail"] * 20 + ["maker"] * 20, "capacity": ["large"] * 40, "region": ["Ege"] * 40}
    )
    assert potential_of_spending([0.0] * 20 + [100.0] * 20, 1.0, segments)[0] == pytest.approx(12.5)


def test_net_margin_takes_off_goods_contacts_and_handling() -> None:
    sums = pd.DataFrame(
        {
            "revenue": [1000.0],
            "known_cost": [300.0],
            "uncosted_revenue": [200.0],
            "contact_cost": [40.0],
            "handling_cost": [10.0],
        }
    )
    assert actual_value(sums, None, SETTINGS) == pytest.approx([1000 - 300 - 40 - 10])
    assert actual_value(sums, 0.25, SETTINGS) == pytest.approx([1000 - 300 - 150 - 40 - 10])
    assert actual_value(sums, None, TierSettings(cost_factor=2)) == pytest.approx([1000 - 300 - 100])


@pytest.fixture
def shop(tmp_path, bring_in):
    """Three external customers and one of staff; costs partly known; one contact without a cost of its own."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    bring_in(
        workspace,
        "customers",
        pd.DataFrame(
            {
                "customer_id": ["A", "B", "C", "S"],
                "customer_type": ["external", "external", "external", "internal"],
                "sector": ["Retail", "Retail", "Textile", None],
            }
        ),
    )
    bring_in(
        workspace,
        "transactions",
        pd.DataFrame(
            {
                "order_id": ["1", "2", "3", "4", "5"],
                "customer_id": ["A", "A", "B", "C", "S"],
                "ordered_at": pd.to_datetime(["2024-01-05", "2024-03-05", "2024-09-01", "2024-12-31", "2024-12-31"]),
                "amount": [500.0, 300.0, 100.0, 50.0, 9999.0],
                "cost": [200.0, None, 60.0, 20.0, None],
            }
        ),
    )
    bring_in(
        workspace,
        "interactions",
        pd.DataFrame(
            {
                "customer_id": ["C", "C"],
                "occurred_at": pd.to_datetime(["2024-02-01", "2024-02-02"]),
                "kind": ["contact", "complaint"],
                "channel": ["spoken", "face-to-face"],
                "cost": [200.0, None],
            }
        ),
    )
    yield workspace
    workspace.close()


def test_customers_stand_with_their_value_and_why(shop: Workspace) -> None:
    answer = customer_tiers.ask(shop, YEAR)
    rows = answer.rows.set_index("customer_id")
    assert list(rows.index) == ["A", "B", "C"]
    assert rows["actual_value"].to_dict() == {"A": 600.0, "B": 40.0, "C": -170.0}
    assert rows["cost_to_serve"].to_dict() == {"A": 0.0, "B": 0.0, "C": 200.0}
    assert rows["orders"].to_dict() == {"A": 2, "B": 1, "C": 1}
    assert rows.loc["A", "tier"] == "mvc" and rows.loc["A", "reason_code"] == "top_value"
    assert rows["is_early"].to_dict() == {"A": False, "B": True, "C": True}
    assert rows["peer_count"].tolist() == [3, 3, 3] and rows["peer_group"].tolist() == ["", "", ""]


def test_unit_costs_price_the_contacts_that_have_none(shop: Workspace) -> None:
    save_unit_costs(shop, {("complaint", "face-to-face"): 400.0, ("order", "unknown"): 5.0})
    rows = customer_tiers.ask(shop, YEAR).rows.set_index("customer_id")
    assert rows.loc["C", "actual_value"] == 50 - 20 - (200 + 400) - 5
    assert rows.loc["A", "actual_value"] == 800 - 200 - 2 * 5
    doubled = customer_tiers.ask(shop, YEAR, cost_factor=2.0).rows.set_index("customer_id")
    assert doubled.loc["C", "actual_value"] == 50 - 20 - 2 * (600 + 5)


def test_the_summary_counts_all_who_are_below_zero(shop: Workspace) -> None:
    answer = tier_summary.ask(shop, YEAR)
    assert answer.n == 3
    assert answer.totals["below_zero_customers"] == 1
    assert answer.totals["actual_value"] == pytest.approx(470)
    assert dict(zip(answer.rows["tier"], answer.rows["customers"], strict=True))["mvc"] == 1


def test_missing_costs_are_said_with_what_would_make_them_measurable(shop: Workspace) -> None:
    notes = tier_summary.ask(shop, YEAR).notes
    assert next(note.values.get("percent") for note in notes) == pytest.approx(100 * 300 / 950, abs=0.05)
    assert notes[1].values == {"unpriced": 1, "interactions": 2}
    assert all(note.level == "warning" for note in notes[:2])
    shop.set_setting("assumed_margin_rate", 0.4, rebuild=True)
    rows = customer_tiers.ask(shop, YEAR).rows.set_index("customer_id")
    assert rows.loc["A", "actual_value"] == 800 - 200 - 0.6 * 300


def test_the_build_writes_the_tiers_that_the_metric_shows(shop: Workspace) -> None:
    shown = customer_tiers.ask(shop, YEAR).rows.set_index("customer_id")["tier"].to_dict()
    with shop.session() as session:
        stored = dict(
            session.execute(
                "select customer_id, tier from customer_tier join customer_keys using (customer_key) order by 1"
            )
        )
    assert stored == shown


def test_saved_settings_place_every_customer_anew(shop: Workspace) -> None:
    assert saved_tier_settings(shop) == TierSettings()
    save_tier_settings(shop, TierSettings(theta=1.0))
    assert saved_tier_settings(shop).theta == 1.0
    with shop.session() as session:
        assert session.execute("select count(*) from customer_tier where tier = 'mvc'") == [(2,)]
    only_mvc = Filters(YEAR.period, tiers=("mvc",))
    assert tier_summary.ask(shop, only_mvc).n == 2


def test_a_loss_seen_for_the_first_time_is_not_yet_below_zero(tmp_path, bring_in) -> None:
    workspace = new_workspace(tmp_path / "two.duckdb", DERIVATIONS)
    years = [("2023-06-01", [100.0, 100.0, -80.0]), ("2024-06-01", [100.0, -90.0, -90.0])]
    bring_in(
        workspace,
        "transactions",
        pd.DataFrame(
            {
                "order_id": [f"{customer}{day}" for day, amounts in years for customer in "ABC"],
                "customer_id": [customer for day, amounts in years for customer in "ABC"],
                "ordered_at": pd.to_datetime([day for day, amounts in years for _ in amounts]),
                "amount": [amount for day, amounts in years for amount in amounts],
                "cost": [0.0] * 6,
            }
        ).sort_values("ordered_at"),
    )
    bring_in(
        workspace,
        "transactions",
        pd.DataFrame(
            {
                "order_id": ["first", "last"],
                "customer_id": ["A", "A"],
                "ordered_at": pd.to_datetime(["2023-01-01", "2024-12-31"]),
                "amount": [1.0, 1.0],
            }
        ),
    )
    answer = tier_summary.ask(workspace, YEAR)
    rows = customer_tiers.ask(workspace, YEAR).rows.set_index("customer_id")
    assert rows.loc["B", "tier"] == "migrator" and rows.loc["B", "reason_code"] == "first_loss"
    assert rows.loc["C", "tier"] == "bz"
    assert answer.totals["is_confirmed_by_period_before"] is True
    assert (answer.totals["bz_customers"], answer.totals["first_loss_customers"]) == (1, 1)
    save_tier_settings(workspace, TierSettings(bz_periods=1))
    assert tier_summary.ask(workspace, YEAR).totals["bz_customers"] == 2
    workspace.close()


def test_the_whale_curve_of_three_customers(shop: Workspace) -> None:
    answer = whale_curve.ask(shop, YEAR)
    assert answer.rows["cumulative_value"].tolist() == [0, 600, 640, 470]
    assert answer.rows["share_of_value"].tolist() == pytest.approx([0, 600 / 470, 640 / 470, 1])
    assert answer.totals["peak_place"] == pytest.approx(2 / 3)
    assert whale_points(np.array([3.0, 1.0]))["share_of_value"].tolist() == [0, 0.75, 1]
