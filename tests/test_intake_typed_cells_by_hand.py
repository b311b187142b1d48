"""By hand: columns of a workbook that hold numbers and texts; a number is known, only a text is judged for its mark."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from crm_core import intake
from crm_core.errors import FileFault
from crm_core.intake.entries import read_entries
from crm_core.store import Workspace
from tests.nasty_rows import book, zipped
from tests.workbooks import rewritten

HEADS = ["Fatura No", "Cari Kodu", "Tarih", "Tutar"]


def typed_book(amounts: Sequence[Any]) -> bytes:
    """Orders in March 2024 with these amounts: numbers as numbers, texts as texts."""
    rows = [[f"F{place}", "C1", f"{12 + place}.03.2024", amount] for place, amount in enumerate(amounts, start=1)]
    return book({"S": [HEADS, *rows]})


def open_book(amounts: Sequence[Any]) -> bytes:
    """The same as an ODS."""

    def cell(value: Any) -> str:
        kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
        return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'

    rows = [[f"F{place}", "C1", f"{12 + place}.03.2024", amount] for place, amount in enumerate(amounts, start=1)]
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in [HEADS, *rows])
    name = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    content = (
        f'<office:document-content xmlns:office="{name.format("office")}" xmlns:table="{name.format("table")}" '
        f'xmlns:text="{name.format("text")}"><office:body><office:spreadsheet><table:table table:name="S">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode(), "content.xml": content.encode()}
    )


def amounts_of(workspace: Workspace, draft: intake.Draft) -> list[Decimal]:
    return intake.check(workspace, draft).rows().column("amount").to_pylist()


@pytest.mark.parametrize(("write", "name"), [(typed_book, "a.xlsx"), (open_book, "a.ods")])
def test_a_text_among_numbers_that_reads_two_ways_is_asked(empty_workspace: Workspace, write: Any, name: str) -> None:
    content = write([100.5, 200, "1.300", 2500.25, 1.234])
    (draft,) = intake.draft_files(empty_workspace, content, name)
    (question,) = draft.sheet.questions
    assert question.key == "decimal.Tutar"
    assert question.values["text"] == "1.300"
    assert [choice.values["number"] for choice in question.choices] == [Decimal(1300), Decimal("1.3")]
    known = [Decimal("100.5"), Decimal(200), Decimal("2500.25"), Decimal("1.234")]
    for choice, asked in (("comma", Decimal(1300)), ("point", Decimal("1.3"))):
        answered = intake.answer(draft, "decimal.Tutar", choice)
        assert amounts_of(empty_workspace, answered) == [*known[:2], asked, *known[2:]]
        assert amounts_of(empty_workspace, intake.open_draft(empty_workspace, draft.draft_id)) == [
            *known[:2],
            asked,
            *known[2:],
        ]


@pytest.mark.parametrize(("write", "name"), [(typed_book, "b.xlsx"), (open_book, "b.ods")])
def test_numbers_stand_beside_texts_with_a_comma(empty_workspace: Workspace, write: Any, name: str) -> None:
    content = write([100.5, 200, "1.300,25", "2.500", 1.234])
    (draft,) = intake.draft_files(empty_workspace, content, name)
    assert draft.sheet.questions == ()
    read = [Decimal("100.5"), Decimal(200), Decimal("1300.25"), Decimal(2500), Decimal("1.234")]
    assert amounts_of(empty_workspace, draft) == read


def test_numbers_stand_beside_texts_with_a_point_or_nothing(empty_workspace: Workspace) -> None:
    content = typed_book([1.234, "1,300.25", 5.678, "12 TL"])
    (draft,) = intake.draft_files(empty_workspace, content, "c.xlsx")
    assert amounts_of(empty_workspace, draft) == [
        Decimal("1.234"), Decimal("1300.25"), Decimal("5.678"), Decimal(12)
    ]  # fmt: skip
    (draft,) = intake.draft_files(empty_workspace, typed_book([1.234, "-5", 5.678]), "d.xlsx")
    assert amounts_of(empty_workspace, draft) == [Decimal("1.234"), Decimal(-5), Decimal("5.678")]


def test_a_mark_chosen_for_a_column_of_numbers_alone_changes_none_of_them(empty_workspace: Workspace) -> None:
    (draft,) = intake.draft_files(empty_workspace, typed_book([1.234, 5.678]), "e.xlsx")
    chosen = intake.answer(draft, "decimal.Tutar", "comma")
    assert amounts_of(empty_workspace, chosen) == [Decimal("1.234"), Decimal("5.678")]


def test_codes_keep_the_point_of_typed_numbers(empty_workspace: Workspace) -> None:
    rows = [["F1", 120.001, "13.03.2024", 5], ["F2", "120.002", "14.03.2024", 6]]
    (draft,) = intake.draft_files(empty_workspace, book({"S": [HEADS, *rows]}), "f.xlsx")
    assert draft.sheet.questions == ()
    rows = intake.check(empty_workspace, draft).rows()
    assert rows.column("customer_id").to_pylist() == ["120.001", "120.002"]


def test_a_number_typed_into_a_returned_workbook_is_the_number_typed(empty_workspace: Workspace) -> None:
    rows = 'Fatura No,Cari Kodu,Tarih,Tutar\nF1,C1,13.03.2024,"1,5x"\nF2,C1,14.03.2024,"2,5x"\nF3,C1,15.03.2024,12.75\n'
    draft = intake.draft_file(empty_workspace, rows.encode(), "g.csv")
    result = intake.check(empty_workspace, draft)
    assert (result.rows_accepted, result.rows_refused) == (1, 2)
    mended = rewritten(intake.error_workbook(result, draft, "tr"), {(1, 5): 1.234, (2, 5): "2,500"})
    back = intake.draft_file(empty_workspace, mended, "g-duzeltilmis.xlsx")
    assert amounts_of(empty_workspace, back)[0] == Decimal("1.234")


def test_a_target_that_reads_two_ways_is_refused() -> None:
    rows = [["csat", "2024-01-01", 75.5], ["complaints", "2024-01-01", "1.300"]]
    with pytest.raises(FileFault) as raised:
        read_entries(book({"S": [["metric", "month", "value"], *rows]}), "targets.xlsx")
    assert raised.value.details["text"] == "1.300"
