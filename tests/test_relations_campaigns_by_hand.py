"""By hand: what campaigns cost, bring and keep, K on each side of its thresholds, and the mix of spending."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import marketing_sources, spend_mix
from crm_core.relations.campaigns import campaign_k, class_of_k, relational_share
from crm_core.store import Workspace
from tests.conftest import BringIn
from tests.new_workspaces import new_workspace

YEAR_2025 = Filters(Period(date(2025, 1, 1), date(2025, 12, 31)))


@pytest.fixture
def shop(tmp_path: Path, bring_in: BringIn) -> Iterator[Workspace]:
    """Twenty customers answer TEŞEKKÜR in 2024, ten answer INDIRIM; in the 365 days after, 15 and 4 of them order again."""
    workspace = new_workspace(tmp_path / "shop.duckdb")
    thanked, pushed = [f"T{place:02d}" for place in range(20)], [f"P{place:02d}" for place in range(10)]
    orders = [(name, date(2023, 6, 1), 50, None) for name in thanked]
    orders += [(name, date(2024, 3, 1), 100, "TEŞEKKÜR") for name in thanked]
    orders += [(name, date(2024, 5, 1), 100, "INDIRIM") for name in pushed]
    orders += [(name, date(2025, 3, 1), 200, None) for name in thanked[:15]]  # day 365 after
    orders += [(name, date(2025, 3, 2), 900, None) for name in thanked[15:]]  # a day too late
    orders += [(name, date(2025, 2, 1), 200, "INDIRIM") for name in pushed[:4]]
    rows = [
        {"order_id": str(place), "customer_id": name, "ordered_at": pd.Timestamp(day), "amount": Decimal(amount),
         "cost": Decimal(amount) * Decimal("0.6"), "campaign": campaign, "channel": "Web"}
        for place, (name, day, amount, campaign) in enumerate(orders)
    ]  # fmt: skip
    bring_in(workspace, "transactions", pd.DataFrame(rows))
    spend = [("TEŞEKKÜR", date(2024, 3, 1), 500, "relational"), ("INDIRIM", date(2025, 1, 1), 100, "transactional"),
             ("DERGİ", date(2025, 6, 1), 300, "relational"), ("FUAR", date(2025, 6, 1), 50, None)]  # fmt: skip
    named = [dict(zip(("campaign", "period", "spend", "orientation"), line, strict=True)) for line in spend]
    bring_in(workspace, "campaigns", pd.DataFrame(named))
    contact = {"customer_id": "T00", "occurred_at": pd.Timestamp(2024, 8, 1), "kind": "contact", "cost": Decimal(30)}
    bring_in(workspace, "interactions", pd.DataFrame([contact]))
    yield workspace
    workspace.close()


def sources(workspace: Workspace, by: str, filters: Filters = YEAR_2025) -> dict[str, dict[str, Any]]:
    return {row["source"]: row for row in marketing_sources.ask(workspace, filters, by=by).rows.to_dict("records")}


def test_the_cohort_is_followed_for_365_days_after_its_first_order(shop: Workspace) -> None:
    rows = sources(shop, "campaign")
    thanks, push = rows["TEŞEKKÜR"], rows["INDIRIM"]
    assert (thanks["n"], thanks["value"], push["n"], push["value"]) == (20, 0.75, 10, 0.4)
    # Wilson for 15 of 20
    assert [thanks["low"], thanks["high"]] == pytest.approx([0.5313, 0.8881], abs=1e-4)
    # 15 x 200 x 0.4 less one contact of 30, over 20 customers
    assert thanks["kept_margin"] == pytest.approx((15 * 80 - 30) / 20)
    assert (thanks["new_share"], push["new_share"]) == (0.0, 1.0)
    assert isnan(thanks["new_value"]) and push["new_value"] == 0.4


def test_what_it_costs_and_brings_now_is_that_of_the_period(shop: Workspace) -> None:
    rows = sources(shop, "campaign")
    assert (rows["INDIRIM"]["spend"], rows["INDIRIM"]["orders"], rows["INDIRIM"]["margin"]) == (100, 4, 320)
    assert rows["INDIRIM"]["return_ratio"] == pytest.approx(3.2)
    assert (rows["DERGİ"]["spend"], rows["DERGİ"]["orders"], rows["DERGİ"]["return_ratio"]) == (300, 0, 0)
    assert isnan(rows["TEŞEKKÜR"]["spend"]) and isnan(rows["TEŞEKKÜR"]["return_ratio"])
    assert rows[""]["orders"] == 20


def test_orientation_is_that_of_the_sheet_and_spending_without_one_stands_alone(shop: Workspace) -> None:
    rows = sources(shop, "orientation")
    assert {name: row["spend"] for name, row in rows.items() if name} == {
        "relational": 300, "transactional": 100, "unmarked": 50
    }  # fmt: skip
    assert rows["relational"]["value"] == 0.75
    campaigns = sources(shop, "campaign")
    assert (campaigns["INDIRIM"]["orientation"], campaigns["INDIRIM"]["orientation_from"]) == (
        "transactional",
        "declared",
    )
    assert campaigns["FUAR"]["orientation"] == ""


def test_a_segment_leaves_spending_out_and_says_so(shop: Workspace) -> None:
    chosen = Filters(YEAR_2025.period, tiers=("none",))
    answer = marketing_sources.ask(shop, chosen, by="campaign")
    assert answer.rows["spend"].notna().to_numpy().sum() == 0
    assert any("segment" in note.text for note in answer.notes)


def test_a_channel_has_no_costs_and_a_way_of_winning_needs_its_column(shop: Workspace) -> None:
    channel = marketing_sources.ask(shop, YEAR_2025, by="channel")
    assert channel.rows["spend"].notna().to_numpy().sum() == 0
    assert "by sales channel" in channel.notes[0].text
    assert "“Acquisition cost”" in marketing_sources.ask(shop, YEAR_2025, by="acquisition").notes[0].text
    with pytest.raises(QuestionFault):
        marketing_sources.ask(shop, YEAR_2025, by="colour")


def test_the_mix_is_relational_over_both(shop: Workspace) -> None:
    answer = spend_mix.ask(shop, YEAR_2025)
    assert answer.totals["share"] == 300 / 400
    assert (answer.totals["unmarked"], answer.totals["previous_share"]) == (50, 1.0)
    assert answer.rows["spend"].tolist() == [100, 300, 50]
    assert isnan(relational_share({"unmarked": 50.0}))


def test_nothing_there_is_said(empty_workspace: Workspace) -> None:
    for by in ("orientation", "campaign", "channel", "acquisition"):
        answer = marketing_sources.ask(empty_workspace, YEAR_2025, by=by)
        assert answer.is_empty and "No orders" in answer.notes[0].text
    assert "campaigns sheet" in spend_mix.ask(empty_workspace, YEAR_2025).notes[0].text


@pytest.mark.parametrize(
    ("existing", "orders", "followed", "due", "buyers", "active", "k"),
    [
        (30, 30, 24, 30, 10, 100, 100 * (1 + 1 + 0.9) / 3),
        (0, 40, 0, 40, 40, 50, 100 * (0 + 0 + 0.2) / 3),
        (15, 30, 12, 30, 20, 40, 100 * (0.5 + 0.5 + 0.5) / 3),
    ],
)
def test_k_is_the_mean_of_three_shares(
    existing: int, orders: int, followed: int, due: int, buyers: int, active: int, k: float
) -> None:
    assert campaign_k(existing, orders, followed, due, buyers, active) == pytest.approx(k)


def test_k_needs_thirty_orders_and_each_threshold_has_two_sides() -> None:
    assert isnan(campaign_k(29, 29, 20, 29, 10, 100)) and isnan(campaign_k(30, 30, 0, 0, 10, 100))
    assert [class_of_k(k) for k in (60.0, 59.9, 40.1, 40.0, float("nan"))] == [
        "relational",
        "mixed",
        "mixed",
        "transactional",
        "",
    ]
