"""By hand: merged cells of a workbook, in headings, over rows and over columns, and sheets beside the one read."""

import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crm_core import intake
from crm_core.intake.merged_old_books import merged_in_old_book
from crm_core.intake.merged_open_books import merged_in_open_book
from crm_core.store import Workspace
from tests.nasty_rows import book, zipped

HEADS = ["Fatura No", "Cari Kodu", "Tarih", "Tutar", "Ürün Adı"]
DAY = datetime(2024, 3, 25)
LINES: list[list[Any]] = [
    ["F1", "C1", DAY, 10.5, "Çay"], [None, None, None, 20, "Şeker"], [None, None, None, 30, "Su"],
    ["F2", "C2", DAY, 99, "Çay"], [None, None, None, None, "Su"],
]  # fmt: skip


OLD_BOOK = Path(__file__).parent / "files" / "merged.xls"


def open_book(first: int) -> bytes:
    """An ODS with number, customer and day merged over two rows, a product over two columns, after so many empty ones."""
    down, across = (
        ' table:number-columns-spanned="1" table:number-rows-spanned="2"',
        ' table:number-columns-spanned="2"',
    )

    def cell(text: str, span: str = "") -> str:
        return f'<table:table-cell office:value-type="string"{span}><text:p>{text}</text:p></table:table-cell>'

    def row(*cells: str) -> str:
        before = f'<table:table-cell table:number-columns-repeated="{first}"/>' if first else ""
        return f"<table:table-row>{before}{''.join(cells)}</table:table-row>"

    covered = "<table:covered-table-cell/>"
    empty = f'<table:table-row table:number-rows-repeated="{first}"><table:table-cell table:number-columns-repeated="9"/></table:table-row>'
    rows = [empty] if first else []
    rows += [
        row(*map(cell, (*HEADS, "Not"))),
        row(cell("F1", down), cell("C1", down), cell("25.03.2024", down), cell("10,5"), cell("Çay", across), covered),
        row(covered * 3, cell("20,0"), cell("Su"), cell("x")),
        row(*map(cell, ("F2", "C2", "26.03.2024", "99,0", "Su", "y"))),
    ]
    name = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    content = (
        f'<office:document-content xmlns:office="{name.format("office")}" xmlns:table="{name.format("table")}" '
        f'xmlns:text="{name.format("text")}"><office:body><office:spreadsheet><table:table table:name="Başka"/><table:table table:name="S">'
        f"{''.join(rows)}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode(), "content.xml": content.encode()}
    )


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


@pytest.mark.parametrize("part", [0, 1])
def test_merged_cells_of_an_old_workbook_are_read_alike(empty_workspace: Workspace, part: int):
    """The second sheet begins in its third row and column."""
    draft = intake.draft_files(empty_workspace, OLD_BOOK, OLD_BOOK.name)[part]
    result = intake.check(empty_workspace, draft)
    rows = [(row["order_id"], row["customer_id"], row["amount"]) for row in result.rows().to_pylist()]
    assert rows == [("F1", "C1", Decimal("10.5")), ("F1", "C1", 20), ("F1", "C1", 30), ("F2", "C2", 99)]
    assert intake.merged_over_rows(draft)[0] == ("A2:A4: F1", "C4:C6: F1")[part]
    told = {(line.rule, line.field): line.count for line in result.summaries}
    assert told["merged_down", "customer_id"] == 2 and told["merged_first", "amount"] == 1


@pytest.mark.parametrize("first", [0, 2])
def test_merged_cells_of_an_open_workbook_are_read_alike(empty_workspace: Workspace, first: int):
    draft = intake.draft_file(empty_workspace, open_book(first), f"{first}.ods")
    result = intake.check(empty_workspace, draft)
    rows = [(row["order_id"], row["customer_id"], row["amount"]) for row in result.rows().to_pylist()]
    assert rows == [("F1", "C1", Decimal("10.5")), ("F1", "C1", 20), ("F2", "C2", 99)]
    told = {(line.rule, line.field): line.count for line in result.summaries}
    assert told["merged_down", "order_id"] == told["merged_across", "product"] == 1
    assert intake.merged_over_rows(draft)[0] == ("A2:A3: F1", "C4:C5: F1")[first // 2]


def test_what_is_no_workbook_has_no_merged_cells(tmp_path: Path):
    broken = tmp_path / "broken.xls"
    for content in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, OLD_BOOK.read_bytes()[:1500]):
        broken.write_bytes(content)
        assert merged_in_old_book(broken, "Satış") == []
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a x="2" number-rows-spanned="2">&b;</a>')
    assert merged_in_open_book(broken, "S") == []


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


def test_a_damaged_old_workbook_is_read_as_far_as_it_goes_and_never_fails(tmp_path: Path) -> None:
    whole, damaged = OLD_BOOK.read_bytes(), tmp_path / "damaged.xls"
    ranges = merged_in_old_book(OLD_BOOK, "Satış")
    damaged.write_bytes(whole[:30] + b"\x60\xea\xff\xff" + whole[34:])  # sizes of sectors that no program looks at
    assert merged_in_old_book(damaged, "Satış") == ranges != []
    dice = Random(1)
    for _ in range(200):
        content = bytearray(whole)
        for place in dice.choices(range(8, 600), k=3) + dice.choices(range(600, len(whole)), k=3):
            content[place] = dice.randrange(256)
        damaged.write_bytes(content)
        assert isinstance(merged_in_old_book(damaged, "Satış"), list)
