"""Edges on the screen: one class only, twenty customers, no costs, no interactions; the pages say it and nothing breaks."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from crm_core import cockpit
from crm_core.screen.navigation import PAGES
from tests.conftest import BringIn
from tests.house.screens import open_page, texts_of

PAGE = {entry.file: entry for entry in PAGES}
OTHERS = ("relational_index", "ladder", "campaigns", "four_groups", "contacts")


def fill(
    name: str, bring_in: BringIn, groups: Sequence[str], is_costed: bool = True, has_contacts: bool = True
) -> None:
    """Customers of two years, one for each entry of ``groups`` (the orientation that a programme declares for it)."""
    workspace = cockpit.create_workspace(name, name, "TRY")
    people = [f"C{place:03d}" for place in range(len(groups))]
    won = {"customer_id": people, "acquired_at": [date(2022, 1, 1)] * len(people)}
    bring_in(workspace, "customers", pd.DataFrame(won))
    orders = [
        {"order_id": f"{who}-{year}-{month}", "customer_id": who, "ordered_at": pd.Timestamp(year, month, 1 + place % 20),
         "amount": Decimal(100 + place), **({"cost": Decimal(60)} if is_costed else {})}
        for place, who in enumerate(people) for year in (2022, 2023, 2024) for month in (2, 9) if (place + year) % 3
    ]  # fmt: skip
    orders.append({**orders[0], "order_id": "last", "ordered_at": pd.Timestamp(2024, 12, 31)})
    bring_in(workspace, "transactions", pd.DataFrame(orders))
    if has_contacts:
        met = [
            {"customer_id": who, "occurred_at": pd.Timestamp(year, month, 10), "kind": "contact", "stage": "after-sale",
             "cost": Decimal(5)}
            for who in people for year in (2022, 2023, 2024) for month in (3, 6, 10)
        ]  # fmt: skip
        bring_in(workspace, "interactions", pd.DataFrame(met))
    declared = {"customer_id": people, "programme": ["P"] * len(people), "started_at": [date(2022, 2, 1)] * len(people)}
    bring_in(workspace, "programmes", pd.DataFrame({**declared, "orientation": list(groups)}))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_WORKSPACES", str(tmp_path))
        yield tmp_path
        cockpit.close_workspaces()


def said_on(file: str, workspace: str) -> str:
    screen = open_page(PAGE[file], "en", workspace=workspace, comparison="-")
    assert [element.value for element in screen.exception] == []
    assert [element.value for element in screen.error] == []
    return "\n".join(texts_of(screen))


def test_all_customers_in_one_class_leave_nothing_to_compare(folder: Path, bring_in: BringIn) -> None:
    fill("one-class", bring_in, ["relational"] * 40)
    assert "One of the two classes is empty" in said_on("relations", "one-class")
    assert "These groups cannot be compared" in said_on("scorecard_relations", "one-class")
    for file in OTHERS:
        said_on(file, "one-class")


def test_twenty_customers_are_counted_and_each_outcome_says_why_it_is_not_compared(
    folder: Path, bring_in: BringIn
) -> None:
    fill("twenty", bring_in, ["relational", "transactional"] * 10)
    assert "each group needs at least 30 customers" in said_on("scorecard_relations", "twenty")
    said_on("relations", "twenty")


def test_without_costs_the_margin_is_not_measured_and_what_would_make_it_so_is_named(
    folder: Path, bring_in: BringIn
) -> None:
    fill("no-costs", bring_in, ["relational", "transactional"] * 40, is_costed=False)
    said = said_on("scorecard_relations", "no-costs")
    assert "Not measured: order lines without cost. Needed: the column cost in the transactions sheet." in said
    assert "Not measured: no customer has an acquisition cost still to be earned" in said
    assert "Not measured: no new customer names who recommended us" in said


def test_without_interactions_only_the_rows_that_need_none_are_measured(folder: Path, bring_in: BringIn) -> None:
    fill("no-contacts", bring_in, ["relational", "transactional"] * 40, has_contacts=False)
    assert "no contacts are logged" in said_on("relations", "no-contacts")
    said = said_on("scorecard_relations", "no-contacts")
    assert "Not measured: no complaint is logged" in said
    assert "complaints per 100 orders need both orders and logged complaints" in said
