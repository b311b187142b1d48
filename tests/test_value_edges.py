"""Edges: a value on each side of every cut, both ends of a period, nobody, nothing known, nonsense refused."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import (
    DERIVATIONS,
    METRICS,
    Spending,
    TierSettings,
    change_of_months,
    customer_tiers,
    gini,
    peer_groups,
    revenue_by_month,
    tier_of,
    tier_summary,
    unrealised_potential,
    value_skew,
    whale_curve,
    whale_points,
)
from crm_core.value.skew import MOST_POINTS
from crm_core.value.tiers import badges
from tests.new_workspaces import new_workspace

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
SETTINGS = TierSettings()


def tiers(actual: list[float], potential: list[float], settings: TierSettings = SETTINGS) -> list[str]:
    return tier_of(np.array(actual, dtype=float), np.array(potential, dtype=float), settings).tolist()


def test_a_workspace_without_facts_answers_every_metric_with_no_rows(empty_workspace: Workspace) -> None:
    for metric in METRICS:
        answer = metric.ask(empty_workspace, YEAR)
        assert answer.is_empty and answer.n == 0, metric.name


def test_a_build_without_facts_derives_no_tiers(tmp_path) -> None:
    workspace = new_workspace(tmp_path / "none.duckdb", DERIVATIONS)
    workspace.rebuild()
    with workspace.session() as session:
        assert session.execute("select count(*) from customer_tier") == [(0,)]
    workspace.close()


def test_the_customer_who_crosses_the_line_is_most_valuable() -> None:
    assert tiers([60, 40], [0, 0]) == ["mvc", "migrator"]
    assert tiers([59, 41], [0, 0]) == ["mvc", "mvc"]


def test_all_positive_customers_are_most_valuable_where_theta_is_all() -> None:
    assert tiers([60, 40, 0, -1], [0, 0, 0, 0], TierSettings(theta=1.0)) == ["mvc", "mvc", "migrator", "bz"]


def test_ties_at_the_cut_go_together() -> None:
    assert tiers([100, 50, 50, 50, 10], [0] * 5) == ["mvc", "mvc", "mvc", "mvc", "migrator"]


def test_below_zero_begins_where_the_potential_within_reach_ends() -> None:
    assert tiers([-30, 10], [100, 900]) == ["migrator", "mvc"]
    assert tiers([-30.01, 10], [100, 900]) == ["bz", "mvc"]
    assert tiers([0], [0]) == ["migrator"]


def test_a_loss_with_a_large_potential_is_growable_and_marked_recoverable() -> None:
    actual, potential = np.array([-30.0, 1000.0]), np.array([100.0, 0.0])
    tier = tier_of(actual, potential, SETTINGS)
    assert tier.tolist() == ["mgc", "mvc"]
    assert badges(actual, potential, tier, SETTINGS)["is_recoverable"].tolist() == [True, False]


def test_growable_needs_a_potential_as_large_as_the_value() -> None:
    # One customer of 1000 is most valuable; potential 200 reaches the upper quarter of 0, 0, 0, 200 (50).
    assert tiers([1000, 10, 10, 200], [0, 0, 0, 200])[3] == "mgc"
    assert tiers([1000, 10, 10, 200.01], [0, 0, 0, 200])[3] == "migrator"


def test_nobody_is_growable_where_there_is_no_potential() -> None:
    assert set(tiers([100, 0, 0, 0], [0, 0, 0, 0])) == {"mvc", "migrator"}


def test_no_customers_have_no_tiers() -> None:
    assert tiers([], []) == []
    assert value_skew(np.array([]))["top_share"] is None
    assert whale_points(np.array([]))["customers"].tolist() == [0]


def test_a_total_not_above_zero_has_money_but_no_shares() -> None:
    points = whale_points(np.array([10.0, -30.0]))
    assert points["cumulative_value"].tolist() == [0, 10, -20]
    assert np.isnan(points["share_of_value"].tolist()).all()
    assert value_skew(np.array([10.0, -30.0]))["peak_share"] is None


def test_gini_of_even_and_of_all_in_one_hand() -> None:
    assert gini(np.array([5.0, 5, 5, 5])) == pytest.approx(0)
    assert gini(np.array([0.0, 0, 0, 5])) == pytest.approx(0.75)
    assert gini(np.zeros(3)) is None


def test_a_long_curve_is_thinned_and_keeps_its_ends_and_peak() -> None:
    values = np.concatenate([np.full(3333, 1.0), np.full(1667, -1.0)])
    points = whale_points(values, MOST_POINTS)
    assert len(points) <= 400
    assert points["customers"].iloc[[0, -1]].tolist() == [0, 5000]
    assert max(points["cumulative_value"].tolist()) == 3333


def test_twenty_peers_make_a_group_and_nineteen_do_not() -> None:
    for count, level in ((19, 0), (20, 3)):
        segments = pd.DataFrame({name: ["a"] * count + ["b"] * 40 for name in ("sector", "capacity", "region")})
        peers = peer_groups(segments, SETTINGS)
        assert peers.levels[0] == level
        assert peers.counts_at(np.array([0]))[0] == (count if level else count + 40)


def test_the_region_gives_way_before_the_capacity() -> None:
    segments = pd.DataFrame(
        {"sector": ["a"] * 40, "capacity": ["x"] * 20 + ["y"] * 20, "region": ["r"] * 20 + ["r"] * 10 + ["s"] * 10}
    )
    peers = peer_groups(segments, SETTINGS)
    assert peers.levels.tolist() == [3] * 20 + [2] * 20


def test_net_returns_count_as_no_spending() -> None:
    segments = pd.DataFrame({name: [None] * 3 for name in ("sector", "capacity", "region")})
    spending = Spending(np.arange(3), np.zeros(3, dtype=int), np.array([-500.0, 100.0, 100.0]))
    potential = unrealised_potential(spending, peer_groups(segments, SETTINGS), [1.0], SETTINGS)
    assert potential.tolist() == [100, 0, 0]


def test_fewer_than_three_months_are_not_judged() -> None:
    assert change_of_months(np.array([1.0, 2]), np.array([5.0, 9]), "sum").is_change is None
    assert change_of_months(np.array([1.0, 2, 3]), np.array([5.0, 9]), "sum").is_change is None
    assert change_of_months(np.array([1.0, 2, 3]), np.array([1.0, 2, 3]), "sum").is_change is False
    assert change_of_months(np.array([1.0, 2, 3]), np.array([2.0, 3, 4]), "sum").is_change is True


@pytest.mark.parametrize(
    "wrong",
    [{"theta": 0}, {"theta": 1.2}, {"pi": -0.1}, {"tau": 1}, {"cost_factor": -1}, {"min_peers": 1}, {"bz_periods": 3}]
    + [{"theta": float("nan")}, {"early_months": 1.5}, {"pi": True}],
)
def test_a_setting_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(QuestionFault):
        TierSettings(**wrong)


@pytest.fixture
def shop(tmp_path, bring_in):
    """Orders on the first and the last day of a year and on the days around it."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    days = ["2023-12-31", "2024-01-01", "2024-06-30", "2024-07-01", "2024-12-31", "2025-01-01"]
    bring_in(
        workspace,
        "transactions",
        pd.DataFrame(
            {
                "order_id": days,
                "customer_id": ["before", "first", "old", "new", "last", "after"],
                "ordered_at": pd.to_datetime(days),
                "amount": [1.0] * 6,
                "category": ["a", None, "a", "b", "a", "a"],
            }
        ),
    )
    yield workspace
    workspace.close()


def test_both_ends_of_the_period_belong_to_it(shop: Workspace) -> None:
    rows = customer_tiers.ask(shop, YEAR).rows
    assert set(rows["customer_id"]) == {"first", "old", "new", "last"}
    assert revenue_by_month.ask(shop, YEAR).totals["value"] == 4


def test_early_customers_are_those_of_the_last_six_months(shop: Workspace) -> None:
    rows = customer_tiers.ask(shop, YEAR).rows.set_index("customer_id")
    assert rows["is_early"].to_dict() == {"first": False, "old": False, "new": True, "last": True}


def test_a_comparison_that_the_data_do_not_reach_is_left_out_with_a_word(shop: Workspace) -> None:
    answer = revenue_by_month.ask(shop, YEAR)
    assert answer.totals["previous"] is None
    assert any("not wholly" in note.text for note in answer.notes)


def test_months_without_orders_inside_the_data_are_truly_zero(shop: Workspace) -> None:
    assert revenue_by_month.ask(shop, YEAR).rows["value"].tolist() == [1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]


def test_a_segment_nobody_is_in_is_an_answer(shop: Workspace) -> None:
    nobody = Filters(YEAR.period, regions=("Nowhere",))
    for metric in METRICS:
        assert metric.ask(shop, nobody).n == 0, metric.name
    assert tier_summary.ask(shop, nobody).is_empty


def test_customers_who_only_lose_say_that_shares_mean_nothing(tmp_path, bring_in) -> None:
    workspace = new_workspace(tmp_path / "loss.duckdb", DERIVATIONS)
    bring_in(
        workspace,
        "transactions",
        pd.DataFrame(
            {
                "order_id": ["1", "2"],
                "customer_id": ["A", "B"],
                "ordered_at": pd.to_datetime(["2024-12-01", "2024-12-31"]),
                "amount": [-5.0, -1.0],
            }
        ),
    )
    answer = whale_curve.ask(workspace, YEAR)
    assert any("no value above zero" in note.text for note in answer.notes)
    assert tier_summary.ask(workspace, YEAR).totals["bz_customers"] == 2
    workspace.close()


def test_a_thinned_list_keeps_the_first_and_the_last(shop: Workspace) -> None:
    answer = customer_tiers.ask(shop, YEAR, at_most=2)
    assert len(answer.rows) == 2 and answer.n == 4
    assert answer.totals["customers"] == 4
