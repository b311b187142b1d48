"""By hand: merged cells of a workbook, in headings, over rows and over columns, and sheets beside the one read."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from crm_core import intake
from crm_core.store import Workspace
from tests.nasty_files import book

HEADS = ["Fatura No", "Cari Kodu", "Tarih", "Tutar", "Ürün Adı"]
DAY = datetime(2024, 3, 25)
LINES: list[list[Any]] = [
    ["F1", "C1", DAY, 10.5, "Çay"], [None, None, None, 20, "Şeker"], [None, None, None, 30, "Su"],
    ["F2", "C2", DAY, 99, "Çay"], [None, None, None, None, "Su"],
]  # fmt: skip


def _book(first: int = 0) -> bytes:
    """Number, customer and day merged over the three rows of an invoice, the amount over the two rows of another."""

    def merge(_: Any, sheet: Any) -> None:
        for column, value in enumerate(("F1", "C1")):
            sheet.merge_range(1, first + column, 3, first + column, value)
            sheet.merge_range(4, first + column, 5, first + column, f"{value[0]}2")
        sheet.merge_range(1, first + 2, 3, first + 2, "25.03.2024")
        sheet.merge_range(4, first + 2, 5, first + 2, "25.03.2024")
        sheet.merge_range(4, first + 3, 5, first + 3, 99)

    return book({"S": [[None] * first + row for row in (HEADS, *LINES)]}, merge)


def test_a_value_merged_over_rows_stands_for_each_and_is_told(empty_workspace: Workspace):
    for first in (0, 2):
        draft = intake.draft_file(empty_workspace, _book(first), f"b{first}.xlsx")
        result = intake.check(empty_workspace, draft)
        rows = [(row["order_id"], row["customer_id"], row["amount"]) for row in result.rows().to_pylist()]
        assert rows == [("F1", "C1", Decimal("10.5")), ("F1", "C1", 20), ("F1", "C1", 30), ("F2", "C2", 99)]
        told = {(line.rule, line.field): line.count for line in result.summaries}
        assert told["merged_down", "order_id"] == told["merged_down", "ordered_at"] == 2
    assert intake.merged_over_rows(draft)[0] == "C2:C4: F1"


def test_an_amount_merged_over_rows_counts_once(empty_workspace: Workspace):
    draft = intake.draft_file(empty_workspace, _book(), "b.xlsx")
    result = intake.check(empty_workspace, draft)
    found = [(f.row_number, f.rule, f.value) for f in intake.findings(result, draft) if f.field == "amount"]
    assert found == [(5, "merged_first", "D5:D6: 99"), (6, "missing", "")]
    assert result.amount_accepted == Decimal("159.5")


def test_one_click_takes_the_first_row_only(empty_workspace: Workspace):
    draft = intake.answer(intake.draft_file(empty_workspace, _book(), "b.xlsx"), "merged", "first")
    result = intake.check(empty_workspace, draft)
    assert [row["order_id"] for row in result.rows().to_pylist()] == ["F1", "F2"]
    assert {line.rule for line in result.summaries} >= {"merged_first", "missing"}


def test_a_cell_merged_over_columns_is_told_and_a_merged_sum_is_a_sum(empty_workspace: Workspace):
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 4, "Satış Dökümü")
        sheet.merge_range(3, 4, 3, 5, "Çay")
        sheet.merge_range(4, 0, 4, 2, "GENEL TOPLAM")

    rows = [[""], [*HEADS, "Not"], ["F1", "C1", DAY, 1.5, "Su", "x"], ["F2", "C1", DAY, 2.5, None, None],
            [None, None, None, 4]]  # fmt: skip
    result = intake.check(
        empty_workspace, draft := intake.draft_file(empty_workspace, book({"S": rows}, merge), "b.xlsx")
    )
    assert {line.rule: line.count for line in result.summaries} == {"merged_across": 1, "total_rows": 1}
    (found,) = intake.findings(result, draft)
    assert (found.row_number, found.value, found.level) == (4, "E4:F4: Çay", "information")


def test_only_other_sheets_with_rows_are_told(empty_workspace: Workspace):
    rows = [HEADS, ["F1", "C1", DAY, 1.5, "Su"]]
    alone = book({"S": rows, "Boş": [], "Bir": [["x"]]})
    result = intake.check(empty_workspace, intake.draft_files(empty_workspace, alone, "a.xlsx")[0])
    assert result.summaries == ()
    more = book({"S": rows, "Boş": [], "Mart": rows})
    first, second = intake.draft_files(empty_workspace, more, "b.xlsx")
    (line,) = intake.check(empty_workspace, first).summaries
    assert (line.rule, line.count, line.values) == ("other_tabs", 1, {"tab": "S", "tabs": "Mart"})
    assert second.part == "Mart"
