"""By hand: a real file that nobody here wrote, against counts published and taken from it independently."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_core import intake
from crm_core.intake import CheckResult, Draft
from crm_core.store import Workspace

FILE = Path(__file__).parent.parent.parent / "shared" / "data" / "online_retail.csv.zip"
FILES = [FILE] if FILE.exists() else []
"""Where the file is not on the machine, pytest reports every test here as left out: an empty parameter set."""


@pytest.fixture(scope="module", params=FILES, ids=["the whole file"] * len(FILES))
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, Draft, CheckResult]]:
    workspace = Workspace.create(tmp_path_factory.mktemp("retail") / "retail.duckdb", "Retail", currency="GBP")
    draft = intake.draft_file(workspace, request.param, request.param.name)
    result = intake.check(workspace, draft)
    intake.load(workspace, draft)
    yield workspace, draft, result
    workspace.close()


Loaded = tuple[Workspace, Draft, CheckResult]


def asked(workspace: Workspace, text: str) -> list[tuple[Any, ...]]:
    with workspace.session() as session:
        return session.execute(text)


def test_it_is_understood_without_a_question(loaded: Loaded) -> None:
    sheet = loaded[1].sheet
    assert (sheet.sheet, sheet.is_sheet_sure, sheet.questions) == ("transactions", True, ())
    assert {column.heading: column.field for column in sheet.columns} == {
        "InvoiceNo": "order_id",
        "StockCode": None,
        "Description": "product",
        "Quantity": "quantity",
        "InvoiceDate": "ordered_at",
        "UnitPrice": "unit_price",
        "CustomerID": "customer_id",
        "Country": None,
    }


def test_every_row_is_accounted_for(loaded: Loaded) -> None:
    result = loaded[2]
    assert (result.rows_read, result.rows_accepted, result.rows_refused) == (541_909, 406_829, 135_080)
    assert result.amount_accepted == Decimal("8300065.814")
    assert result.amount_refused == Decimal("9747747.934") - Decimal("8300065.814")


def test_its_peculiarities_are_said(loaded: Loaded) -> None:
    lines = {(line.rule, line.field): line for line in loaded[2].summaries}
    assert lines["missing_customer", "customer_id"].count == 135_080
    assert lines["duplicate", None].count == 5_268
    assert lines["cancellations", "order_id"].count == 9_288
    assert lines["cancellations", "order_id"].values["orders"] == 3_836
    assert lines["zero_amount", "amount"].count == 2_515
    assert lines["decimal_ending", "customer_id"].level == "information"
    assert lines["derived_amount", "amount"].level == "information"


def test_the_stored_facts_are_the_published_ones(loaded: Loaded) -> None:
    assert asked(loaded[0], "select count(*), sum(amount) from transactions") == [(406_829, Decimal("8300065.814"))]
    sold = (
        "select count(distinct customer_key), count(distinct order_id), sum(amount) from transactions where amount > 0"
    )
    assert asked(loaded[0], sold) == [(4_338, 18_532, Decimal("8911407.904"))]
    assert asked(loaded[0], "select count(*) from findings where level = 'error'") == [(135_080,)]
    assert str(asked(loaded[0], "select max(ordered_at) from transactions")[0][0]) == "2011-12-09 12:50:00"


def test_customers_can_be_taken_from_the_same_file(loaded: Loaded) -> None:
    workspace, draft, _ = loaded
    as_customers = intake.answer(draft, "sheet", "customers")
    assert as_customers.sheet.questions == ()
    intake.load(workspace, as_customers)
    assert asked(workspace, "select count(*), count(region) from customers") == [(4_372, 4_372)]
    intake.undo(workspace, 2)
    assert asked(workspace, "select count(*) from customers") == [(0,)]
