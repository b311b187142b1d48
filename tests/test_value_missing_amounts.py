"""By hand: order lines without a readable amount come in through the import as findings, and leave every figure of value right."""

from collections.abc import Iterator
from datetime import date

import pytest

from crm_core import intake
from crm_core.filters import Filters
from crm_core.intake import CheckResult
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import (
    DERIVATIONS,
    METRICS,
    customer_clv,
    customer_tiers,
    net_margin_by_month,
    revenue_by_month,
    rfm,
    tier_summary,
)

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
FILE = """Sipariş No;Müşteri No;Tarih;Tutar;Maliyet
S1;A;05.03.2024;100,00;40,00
S2;A;05.06.2024;;40,00
S3;A;05.09.2024;yok;40,00
S4;B;10.03.2024;50,00;
S5;B;10.12.2024;-20,00;-8,00
S6;C;31.12.2024;;
S7;D;31.12.2024;30,00;maliyet?
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[tuple[Workspace, CheckResult, list[tuple[int | None, str | None, str]]]]:
    """Seven lines of four customers; three without an amount, three without a cost that can be read. What was told of them."""
    workspace = Workspace.create(tmp_path_factory.mktemp("shop") / "shop.duckdb", "Shop", derivations=DERIVATIONS)
    draft = intake.draft_file(workspace, FILE.encode(), "satış.csv")
    result = intake.check(workspace, draft)
    told = [(finding.row_number, finding.heading, finding.level) for finding in intake.findings(result, draft)]
    intake.load(workspace, draft)
    yield workspace, result, told
    workspace.close()


def test_lines_without_an_amount_are_left_out_and_told_by_row_and_column(shop) -> None:
    _, result, told = shop
    assert (result.rows_read, result.rows_accepted, result.rows_refused) == (7, 4, 3)
    assert {(row, heading) for row, heading, level in told if level == "error"} == {
        (3, "Tutar"),
        (4, "Tutar"),
        (7, "Tutar"),
    }


def test_a_cost_that_cannot_be_read_is_told_and_is_unknown_not_nothing(shop) -> None:
    workspace, _, told = shop
    assert (8, "Maliyet", "warning") in told
    with workspace.session() as session:
        costs = session.execute("select order_id, cost from transactions order by order_id")
    assert [(order, None if cost is None else float(cost)) for order, cost in costs] == [
        ("S1", 40.0),
        ("S4", None),
        ("S5", -8.0),
        ("S7", None),
    ]


def test_the_figures_are_those_of_the_lines_that_can_be_read(shop) -> None:
    workspace = shop[0]
    assert sum(revenue_by_month.ask(workspace, YEAR).rows["value"].dropna().tolist()) == pytest.approx(160.0)
    tiers = customer_tiers.ask(workspace, YEAR).rows.set_index("customer_id")
    # A: 100 − 40. B: 50 without a cost, and 20 given back with its 8. D: 30 without a cost. C has no line at all.
    assert tiers["actual_value"].to_dict() == {"A": 60.0, "B": 38.0, "D": 30.0}
    assert tier_summary.ask(workspace, YEAR).n == 3
    assert sum(net_margin_by_month.ask(workspace, YEAR).rows["value"].dropna().tolist()) == pytest.approx(128.0)


def test_recency_knows_nothing_of_an_order_without_an_amount(shop) -> None:
    workspace = shop[0]
    rows = rfm.ask(workspace, YEAR, day="2024-12-31").rows.set_index("customer_id")
    assert rows["orders"].to_dict() == {"A": 1, "B": 1, "D": 1}
    assert rows["recency_days"].to_dict() == {"A": 301, "B": 296, "D": 0}


def test_missing_costs_are_said_beside_the_figures_and_every_metric_answers(shop) -> None:
    workspace = shop[0]
    said = [
        note for note in tier_summary.ask(workspace, YEAR).notes if note.level == "warning" and "percent" in note.values
    ]
    # 50 of B and 30 of D have no cost; the customers' revenues are 100, 50 − 20 and 30.
    assert [note.values["percent"] for note in said] == [50]
    for metric in METRICS:
        answer = metric.ask(workspace, YEAR)
        assert answer.metric == metric.name and list(answer.rows.columns), metric.name
    assert set(customer_clv.ask(workspace, YEAR).rows["customer_id"]) == {"A", "B", "D"}
