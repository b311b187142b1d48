"""Edges: each rule of evidence has two sides; few customers, no costs and no list of those held back are said, not guessed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import Terms, programme_list, relational_scorecard, save_terms
from crm_core.relations.effects.evidence import Checks, Verdict, pointing, verdict
from crm_core.relations.effects.weighting import Effect
from crm_core.store import Workspace
from tests.conftest import BringIn, DemoIn

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
LAST_YEAR = Filters(Period(date(2025, 7, 1), date(2026, 6, 30)))
QUIET, LOUD = Effect(1.0, 1.0), Effect(3.0, 1.0)


@pytest.mark.parametrize(
    ("checks", "events", "has_before", "expected"),
    [
        (Checks(is_random=True, sample_ratio_p=0.0011), 0, False, Verdict("A")),
        (Checks(is_random=True, sample_ratio_p=0.001), 0, False, Verdict("D", "sample_ratio")),
        (Checks(has_list=False), 99, True, Verdict("D", "no_list")),
        (Checks(is_of_stayers=True), 99, True, Verdict("D", "members_stay")),
        (Checks(worst_imbalance=0.1), 99, True, Verdict("D", "imbalance")),
        (Checks(worst_imbalance=0.0999), 99, False, Verdict("C", "no_before")),
        (Checks(effective=(49.9, 99)), 99, True, Verdict("D", "few_effective")),
        (Checks(effective=(50, 50)), 20, True, Verdict("C", "no_history")),
        (Checks(), 19, True, Verdict("D", "few_events")),
        (Checks(placebo=QUIET, trend_p=0.05), 20, True, Verdict("B")),
        (Checks(placebo=QUIET, trend_p=0.0499), 20, True, Verdict("C", "trend")),
        (Checks(placebo=LOUD, trend_p=0.5), 20, True, Verdict("C", "placebo")),
        (Checks(placebo=QUIET, trend_p=0.5, has_start=False), 20, True, Verdict("C", "no_before")),
    ],
)
def test_each_rule_of_evidence_has_two_sides(
    checks: Checks, events: float, has_before: bool, expected: Verdict
) -> None:
    assert verdict(checks, events, has_before) == expected


def test_a_claim_points_only_where_it_is_clear() -> None:
    assert pointing(LOUD, 0.049) == "higher" and pointing(Effect(-3.0, 1.0), 0.01) == "lower"
    assert pointing(LOUD, 0.05) == "unclear" and pointing(Effect(float("nan"), 1.0), 0.0) == "unknown"


def test_twenty_customers_are_counted_and_not_compared(empty_workspace: Workspace, bring_in: BringIn) -> None:
    names = [f"C{number:02d}" for number in range(20)]
    day = datetime(2023, 1, 1)
    orders = [
        {
            "order_id": f"{name}{step}",
            "customer_id": name,
            "ordered_at": day + timedelta(days=90 * step),
            "amount": 10.0,
        }
        for name in names
        for step in range(8)
    ]
    listed = {"programme": "Club", "started_at": date(2024, 1, 1), "assignment": "rule", "orientation": "relational"}
    arms = ["control" if number < 10 else "member" for number in range(20)]
    bring_in(empty_workspace, "transactions", pd.DataFrame(orders))
    bring_in(empty_workspace, "programmes", pd.DataFrame({"customer_id": names, "arm": arms, **listed}))
    answer = relational_scorecard.ask(empty_workspace, YEAR, programme="Club")
    rows = {(row["outcome"], row["group"]): row for row in answer.rows.to_dict("records")}
    assert answer.n == 20 and rows["ordered", "member"]["value"] == 1.0
    assert rows["ordered", "member"]["direction"] == "unknown"
    assert rows["net_margin", "member"]["lacking"] == "costs"
    assert "Net margin is not whole" in " ".join(note.text for note in answer.notes)
    assert relational_scorecard.ask(empty_workspace, YEAR).is_empty
    assert relational_scorecard.ask(empty_workspace, YEAR, programme="nobody's").n == 0


@pytest.fixture(scope="module")
def demo(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The healthy example."""
    workspace = Workspace.open(demo_in(tmp_path_factory.mktemp("grades"), "baseline"))
    yield workspace
    workspace.close()


def test_from_the_sheets_alone_the_adjusted_margin_comes_near_the_truth(demo: Workspace) -> None:
    name = str(programme_list(demo)[0]["programme"].iloc[0])
    free = relational_scorecard.ask(demo, LAST_YEAR, programme=name)
    save_terms(demo, name, Terms(monthly_cost=12.0))
    answer = relational_scorecard.ask(demo, LAST_YEAR, programme=name)
    margin, without = (
        next(row for row in one.rows.to_dict("records") if (row["outcome"], row["group"]) == ("net_margin", "member"))
        for one in (answer, free)
    )
    truth = demo.setting("truth")["programme"]["net_margin"]
    assert margin["adjusted"] == pytest.approx(truth["ato"], abs=2 * 130)
    assert margin["raw"] > 3 * truth["ato"]
    assert margin["adjusted_low"] < truth["ato"] < margin["adjusted_high"]
    # the campaigns sheet holds the programme's spending: 12 a member and month in constant prices
    assert without["raw"] == pytest.approx(margin["raw"], abs=6)
    assert any("campaigns sheet" in note.text for note in free.notes)
