"""By hand: text whose cells stand under each other with blanks between them, and lists that any sheet could be."""

from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.intake.aligned_text import gap_of
from crm_core.store import Workspace

LIST = (
    "Fatura No   Cari Kod     Tarih            Tutar\n"
    "F1          120 01       13.02.2024    1.234,56\n"
    "F2          120 02       14.02.2024        5,00\r\n\n"
    "F3          120 03       15.02.2024       -5,00\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1254", "utf-16"])
def test_a_list_of_a_printer_is_read_cell_by_cell(empty_workspace: Workspace, encoding: str):
    draft = intake.draft_file(empty_workspace, LIST.replace("Cari", "Müşteri").encode(encoding), "liste.txt")
    assert (draft.sheet.reading.separator, draft.sheet.questions) == ("blanks", ())
    rows = intake.check(empty_workspace, draft).rows().to_pylist()
    assert [(row["order_id"], row["customer_id"], row["amount"], row["row_number"]) for row in rows] == [
        ("F1", "120 01", Decimal("1234.56"), 2),
        ("F2", "120 02", 5, 3),
        ("F3", "120 03", -5, 5),
    ]


def test_a_row_that_lacks_a_cell_is_told_and_never_moved(empty_workspace: Workspace):
    text = LIST + "F4                       16.02.2024        9,00\n"
    result = intake.check(empty_workspace, intake.draft_file(empty_workspace, text.encode(), "liste.txt"))
    assert (result.rows_accepted, [line.rule for line in result.summaries if line.level == "error"]) == (3, ["ragged"])


@pytest.mark.parametrize(
    ("sample", "gap"),
    [
        (" 00001 19970101  1   11.77\n 00002 19970112  5   77.00\n 00003 19970102 12  9.00\n", " +"),
        ("a  b c  1,5\nd  e f  2,5\n", " {2,}"),
        ("Ada Öz Ltd\nCan Su Ltd\n", None),
        ("tek\nsütun\n", None),
        ("a b 1\n", None),
    ],
)
def test_what_stands_between_the_cells(sample: str, gap: str | None):
    found = gap_of(sample)
    assert (found and found.pattern.replace(r"[ \u00a0]", " ")) == gap


def test_a_customer_and_a_date_alone_are_not_taken_for_contacts(empty_workspace: Workspace):
    text = "customer_id,date,number_of_cds,dollar_value\n00001,1997-01-01,1,11.77\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "cdnow.csv")
    assert "sheet" in [question.key for question in draft.sheet.questions]


def test_orders_without_numbers_are_told_apart_by_customer_and_day(empty_workspace: Workspace):
    text = "customer_id,date,dollar_value\n7,1997-01-01,1.50\n7,1997-01-18,2.00\n8,1997-01-01,3.25\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "cdnow.csv")
    draft = intake.answer_all(intake.answer(draft, "sheet", "transactions"), {"field.amount": "dollar_value"})
    (question,) = draft.sheet.questions
    assert question.choices[-1].code == "customer_id|date"
    result = intake.check(empty_workspace, intake.answer(draft, "field.order_id", "customer_id|date"))
    assert result.rows().column("order_id").to_pylist() == ["7 1997-01-01", "7 1997-01-18", "8 1997-01-01"]
