"""By hand: text whose cells stand under each other with blanks between them, and lists that any sheet could be."""

from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.intake import encoding
from crm_core.intake.aligned_text import gap_of, placed_table, stands_in_places
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
    draft = intake.draft_file(empty_workspace, text.encode(), "liste.txt")
    assert draft.sheet.reading.separator == "places"
    result = intake.check(empty_workspace, draft)
    errors = [(line.rule, line.field) for line in result.summaries if line.level == "error"]
    assert (result.rows_accepted, errors) == (3, [("missing_customer", "customer_id")])
    told = intake.check(empty_workspace, intake.answer(draft, "separator", "blanks"))
    assert (told.rows_accepted, [line.rule for line in told.summaries if line.level == "error"]) == (3, ["ragged"])


PLACES = (
    "FATURA   CARİ KOD   TARİH        TUTAR  ŞUBE\n"
    "F1       120.01     15.01.2024   1.234,56  Çankaya\n"
    "F2       120.02     16.01.2024      99,90\n"
    "F3       120.03                     10,00  Iğdır\n"
    "F4       120.04     18.01.2024       5,00  Van Gölü\n"
).replace("TUTAR  ŞUBE", "   TUTAR  ŞUBE")


def test_cells_that_rows_lack_are_empty_and_the_others_stay_under_their_headings(empty_workspace: Workspace):
    draft = intake.draft_file(empty_workspace, PLACES.encode(), "liste.txt")
    cells = draft.cells().drop_columns(["row_number", "ragged"])
    assert [list(row.values()) for row in cells.to_pylist()] == [
        ["F1", "120.01", "15.01.2024", "1.234,56", "Çankaya"],
        ["F2", "120.02", "16.01.2024", "99,90", ""],
        ["F3", "120.03", "", "10,00", "Iğdır"],
        ["F4", "120.04", "18.01.2024", "5,00", "Van Gölü"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLACES + "F5       120.05     a long text across columns  Van\n", id="a line across the columns"),
        pytest.param(PLACES.replace("Van Gölü", "Van  Gölü"), id="two blanks within a cell"),
        pytest.param(
            "\n".join(PLACES.splitlines()[i] for i in (2, 3, 1, 4)) + "\n", id="a first line that lacks a cell"
        ),
        pytest.param(LIST, id="no cell lacking"),
    ],
)
def test_places_are_not_trusted_where_anything_contradicts_them(text: str):
    assert not stands_in_places(text)


APART = (
    "ÖRNEK TİCARET A.Ş.\nSatış Listesi   Sayfa 1\n\n"
    "Fatura No  Cari Kod  Tarih  Tutar  Ürün Adı\n"
    "---------------------------------------------------------------\n"
    "F1          120 01       13.02.2024    1.234,56   Çay Şişesi\n"
    "F2          120 02       14.02.2024        5,00\n"
    "Fatura No  Cari Kod  Tarih  Tutar  Ürün Adı\n"
    "F3                       15.02.2024       -5,00   Işıldak\n"
    "F4          120 03       16.02.2024       10,00   Su\n"
    "-----------  ------  --------------------------  ---------------\n"
)


def test_headings_that_stand_apart_from_their_cells_are_taken_in_their_order(empty_workspace: Workspace):
    draft = intake.draft_file(empty_workspace, APART.encode("cp1254"), "liste.txt")
    reading = draft.sheet.reading
    assert (reading.separator, reading.heading_row, draft.sheet.questions) == ("places", 4, ())
    result = intake.check(empty_workspace, draft)
    rows = result.rows().to_pylist()
    assert [
        (row["order_id"], row["customer_id"], row["amount"], row["product"], row["row_number"]) for row in rows
    ] == [
        ("F1", "120 01", Decimal("1234.56"), "Çay Şişesi", 6),
        ("F2", "120 02", 5, None, 7),
        ("F4", "120 03", 10, "Su", 10),
    ]
    assert {line.rule: line.count for line in result.summaries} == {
        "missing_customer": 1,
        "printed_rows": 1,
        "returns": 1,
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(APART.replace("Cari Kod  Tarih", "Cari Kod Tarih"), id="fewer headings than columns"),
        pytest.param(APART.replace("Tutar  Ürün", "Tutar  KDV  Ürün"), id="more headings than columns"),
        pytest.param(APART.replace("Çay Şişesi", "Çay  Şişesi"), id="two blanks within a cell"),
        pytest.param(APART + "F5   a note that goes across the columns   1,00\n", id="a line across the columns"),
        pytest.param("\n".join(APART.splitlines()[3:7]) + "\n", id="too few rows"),
        pytest.param(APART.replace("Tarih  Tutar", "Tarih  12,00"), id="a number among the headings"),
    ],
)
def test_headings_apart_are_not_trusted_where_anything_contradicts_them(text: str):
    assert placed_table(text) is None


def test_a_line_far_below_that_stands_otherwise_cuts_no_cell(empty_workspace: Workspace, monkeypatch):
    monkeypatch.setattr(encoding, "SAMPLE_CHARACTERS", len(PLACES))
    text = PLACES + "F5       120.05-0000019.01.2024       7,00  Van\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "liste.txt")
    assert draft.sheet.reading.separator == "places"
    texts = {cell for row in draft.cells().drop_columns(["ragged"]).to_pylist() for cell in row.values()}
    assert "120.05-0000019.01.2024" in texts


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
