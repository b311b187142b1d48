"""Edges: odd bytes, odd tables, and cells on each side of every limit."""

import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from crm_core import intake
from crm_core.errors import FileFault, LoadFault, MappingFault, QuestionFault
from crm_core.intake.fields import SHEET_FIELDS, code_words, squeezed
from crm_core.intake.matching import matches
from crm_core.intake.templates import CODE_LABELS
from crm_core.intake.values import marks_that_fit, orders_that_fit, read_moments, read_numbers
from crm_core.numbers import read_number
from crm_core.store import Workspace, sheet_fields
from crm_core.words import LANGUAGES, Language, translate

HEAD = "invoice no,customer,date,amount\n"


def texts(*values: str | None) -> pa.StringArray:
    return pa.array(values, pa.string())


def draft_of(workspace: Workspace, content: bytes | str, name: str = "file.csv") -> intake.Draft:
    return intake.draft_file(workspace, content if isinstance(content, bytes) else content.encode(), name)


NUMBERS = (
    "1.234,56", "1,234.56", "(1.234,56)", "₺1.234,56", "%12,5", "12", "-3", "+4", "1.5", "1,5", "x", "1e3", "12.34.56",
    "1.2345", "-.5", "5-", "1 234,5", "0", "00012", "1.234.567,1", "999999999999", "1'234.5",
)  # fmt: skip


@pytest.mark.parametrize("mark", [",", "."])
def test_a_column_reads_numbers_as_one_cell_does(mark: str) -> None:
    decimal_mark = "," if mark == "," else "."
    read = read_numbers(texts(*NUMBERS), decimal_mark).to_pylist()
    alone = [read_number(text, decimal_mark) for text in NUMBERS]
    assert read == [None if value is None else round(value, 4) for value in alone]


def test_a_number_too_large_for_the_store_is_unreadable() -> None:
    assert read_numbers(texts("99999999999999", "100000000000000", "1e20"), ".").to_pylist() == [
        Decimal(99999999999999),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2010-12-01 08:26:00", datetime(2010, 12, 1, 8, 26)),
        ("2024-03-01T10:00:00Z", datetime(2024, 3, 1, 10)),
        ("1.2.2024", datetime(2024, 2, 1)),
        ("29.02.2024", datetime(2024, 2, 29)),
        ("29.02.2023", None),
        ("15 Mart 2024", datetime(2024, 3, 15)),
        ("15-Mar-24", datetime(2024, 3, 15)),
        ("1 AĞUSTOS 2024 14:05", datetime(2024, 8, 1, 14, 5)),
        ("March 5, 2024", datetime(2024, 3, 5)),
        ("45000", datetime(2023, 3, 15)),
        ("45000.5", datetime(2023, 3, 15, 12)),
        ("20240131", datetime(2024, 1, 31)),
        ("2024-03", datetime(2024, 3, 1)),
        ("03/2024", datetime(2024, 3, 1)),
        ("1/2/2024 12:05 AM", datetime(2024, 2, 1, 0, 5)),
        ("1/2/2024 12:05 PM", datetime(2024, 2, 1, 12, 5)),
        ("1.2.99", datetime(1999, 2, 1)),
        ("1.2.024", None),
        ("24:00", None),
        ("1.1.2024 24:00", None),
        ("32.01.2024", None),
        ("00.01.2024", None),
        ("hayır", None),
    ],
)
def test_days_as_people_write_them(text: str, moment: datetime | None) -> None:
    assert read_moments(texts(text), "day-first").to_pylist() == [moment]


def test_one_cell_settles_the_column_and_dots_are_never_american() -> None:
    assert marks_that_fit(texts("1.234", "5.678")) == (None, True)
    assert marks_that_fit(texts("1.234", "5.67")) == (".", False)
    assert marks_that_fit(texts("1.234", "5,67")) == (",", False)
    assert marks_that_fit(texts("1", "2")) == (".", False)
    assert orders_that_fit(texts("01/02/2024")) == (None, True)
    assert orders_that_fit(texts("01/02/2024", "13/02/2024")) == ("day-first", False)
    assert orders_that_fit(texts("01/02/2024", "02/13/2024")) == ("month-first", False)
    assert orders_that_fit(texts("01.02.2024")) == ("day-first", False)
    assert orders_that_fit(texts("2024-01-02")) == ("day-first", False)


def test_today_is_allowed_and_tomorrow_is_not(empty_workspace: Workspace) -> None:
    days = [date.today(), date.today() + timedelta(days=1), date(1970, 1, 1), date(1969, 12, 31)]
    rows = "".join(f"{place},A,{day.isoformat()} 23:59,5\n" for place, day in enumerate(days))
    result = intake.check(empty_workspace, draft_of(empty_workspace, HEAD + rows))
    assert {line.rule: line.count for line in result.summaries} == {"future": 1, "too_old": 1}


def test_other_currencies_are_left_out(empty_workspace: Workspace) -> None:
    text = "invoice no;customer;date;amount;currency\n1;A;2024-01-01;5;TL\n2;A;2024-01-01;5;USD\n3;A;2024-01-01;$5;\n"
    result = intake.check(empty_workspace, draft_of(empty_workspace, text + "4;A;2024-01-01;₺5;TRY\n"))
    assert {(line.rule, line.field): line.count for line in result.summaries} == {
        ("other_currency", "amount"): 1,
        ("other_currency", "currency"): 1,
    }


def test_repeated_rows_are_kept_or_dropped_as_chosen(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, HEAD + "1,A,2024-01-01,5\n2,A,2024-01-01,5\n1,A,2024-01-01,5\n")
    kept = intake.check(empty_workspace, draft)
    dropped = intake.check(empty_workspace, intake.answer(draft, "duplicates", "drop"))
    assert (kept.rows_accepted, kept.rows_refused) == (3, 0)
    assert (dropped.rows_accepted, dropped.rows_refused) == (2, 1)


def test_ragged_rows_are_said_and_surplus_empty_cells_are_not(empty_workspace: Workspace) -> None:
    text = HEAD + "1,A,2024-01-01,5\n2,A,2024-01-01\n\n3,A,2024-01-01,5,,\n4,A,2024-01-01,5,6\n5,A,2024-01-01,7\n"
    draft = draft_of(empty_workspace, text)
    result = intake.check(empty_workspace, draft)
    assert (result.rows_read, result.rows_accepted) == (5, 3)
    assert [(f.row_number, f.rule) for f in intake.findings(result, draft)] == [(3, "ragged"), (6, "ragged")]
    assert sorted(result.rows().column("row_number").to_pylist()) == [2, 5, 7]


def test_numbers_keep_their_zeros_and_lose_a_spreadsheets_ending(empty_workspace: Workspace) -> None:
    result = intake.check(
        empty_workspace, draft_of(empty_workspace, HEAD + "0001,17850.0,2024-01-01,5\n0002,12346.0,2024-01-01,5\n")
    )
    assert result.rows().column("order_id").to_pylist() == ["0001", "0002"]
    assert result.rows().column("customer_id").to_pylist() == ["17850", "12346"]
    mixed = intake.check(
        empty_workspace, draft_of(empty_workspace, HEAD + "1,17850.0,2024-01-01,5\n2,A,2024-01-01,5\n")
    )
    assert mixed.rows().column("customer_id").to_pylist() == ["17850.0", "A"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "is empty"),
        (b"  \n ;; \n", "a.csv", "holds no text"),
        (b"a;b\n", "a.csv", "no rows"),
        (b"MZ\x90\x00\x03\x00", "a.csv", "not a text file"),
        (b"\x00\x01\x02\x00abc", "a.csv", "not a text file"),
        (b"a;b\n", "a.pdf", "are not taken in"),
        (b"PK\x03\x04broken", "a.xlsx", "cannot be opened"),
        (b"PK\x03\x04broken", "a.zip", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(empty_workspace: Workspace, content: bytes, name: str, said: str) -> None:
    with pytest.raises(FileFault, match=said):
        draft_of(empty_workspace, content, name)


def test_a_zip_holds_one_table_within_the_limit(empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../sales.csv", HEAD + "1,A,2024-01-01,5\n")
    draft = draft_of(empty_workspace, packed.getvalue(), "sales.zip")
    assert draft.sheet.reading.row_count == 1
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("second.csv", "a,b\n")
    with pytest.raises(FileFault, match="holds 2 files"):
        draft_of(empty_workspace, packed.getvalue(), "two.zip")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.csv", HEAD + "1,A,2024-01-01,5\n" * 300_000)
    monkeypatch.setenv("CRM_UPLOAD_LIMIT_MB", "1")
    with pytest.raises(FileFault, match="larger than 4 MB"):
        draft_of(empty_workspace, bomb.getvalue(), "bomb.zip")
    with pytest.raises(FileFault, match="larger than 1 MB"):
        draft_of(empty_workspace, b"x" * 1_000_001, "big.csv")


def test_more_rows_than_the_limit_are_refused(empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_ROW_LIMIT", "2")
    assert draft_of(empty_workspace, HEAD + "1,A,2024-01-01,5\n2,A,2024-01-01,5\n").sheet.reading.row_count == 2
    with pytest.raises(FileFault, match="more than 2 rows"):
        draft_of(empty_workspace, HEAD + "1,A,2024-01-01,5\n" * 3)


def test_a_workbook_keeps_what_its_cells_are(empty_workspace: Workspace) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        hidden = book.add_worksheet("Gizli")
        hidden.hide()
        sheet = book.add_worksheet("Satışlar")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["Aylık rapor"])
        sheet.write_row(2, 0, ["Fatura No", "Cari Kod", "Tarih", "Tutar"])
        for row, (code, amount) in enumerate((("0001", 1.234), (2, 5.678)), start=3):
            sheet.write_row(row, 0, [f"F{row}", code])
            sheet.write_datetime(row, 2, datetime(2024, 3, row), day)
            sheet.write_number(row, 3, amount)
        sheet.write_row(5, 0, ["TOPLAM", "", "", 6.912])
        sheet.activate()
        hidden.write(0, 0, "secret")
    draft = draft_of(empty_workspace, target.getvalue(), "book.xlsx")
    assert draft.sheet.reading.tabs == ("Satışlar",)
    assert draft.sheet.questions == ()
    rows = intake.check(empty_workspace, draft).rows()
    assert rows.column("customer_id").to_pylist() == ["0001", "2"]
    assert rows.column("amount").to_pylist() == [Decimal("1.2340"), Decimal("5.6780")]
    assert rows.column("ordered_at").to_pylist() == [datetime(2024, 3, 3), datetime(2024, 3, 4)]
    assert rows.column("row_number").to_pylist() == [4, 5]


def test_open_questions_stop_the_check_and_impossible_answers_are_refused(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, "a;b\n1;2\n")
    assert draft.sheet.questions[0].key == "sheet"
    with pytest.raises(MappingFault, match="sheet"):
        intake.check(empty_workspace, draft)
    for key, choice in (("sheet", "nothing"), ("dates.c", "day-first"), ("nonsense", "1"), ("map.a", "nothing")):
        with pytest.raises(QuestionFault):
            intake.answer(draft, key, choice)
    with pytest.raises(FileFault, match="no longer kept"):
        intake.open_draft(empty_workspace, "../../etc")


def test_a_file_without_a_loadable_row_changes_nothing(empty_workspace: Workspace) -> None:
    with pytest.raises(LoadFault, match="No row"):
        intake.load(empty_workspace, draft_of(empty_workspace, HEAD + "1,,2024-01-01,5\n"))
    assert intake.loads(empty_workspace).empty


def test_a_wrong_encoding_is_said_and_the_draft_keeps_its_choices(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, (HEAD + "1,Işık,2024-01-01,5\n").encode("cp1254"))
    with pytest.raises(FileFault, match="not written in utf-8"):
        intake.answer(draft, "encoding", "utf-8")
    assert intake.open_draft(empty_workspace, draft.draft_id) == draft


def test_headings_without_names_and_with_the_same_name_stay_apart(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, "invoice no,customer,date,amount,amount,\n1,A,2024-01-01,5,6,z\n")
    assert draft.sheet.headings == ("invoice no", "customer", "date", "amount", "amount (2)", "F")
    assert intake.check(empty_workspace, draft).amount_accepted == Decimal(5)


@pytest.mark.parametrize(
    ("heading", "field", "reason"),
    [
        ("FATURA_NO", "order_id", "known"),
        ("InvoiceNo", "order_id", "known"),
        ("MÜŞTERİ NUMARASI", "customer_id", "own name"),
        ("Cari Hsap Kodu", "customer_id", "near"),
        ("islem tarıhi", "ordered_at", "known"),
        ("Order date", "ordered_at", "own name"),
        ("Tutarsızlık", None, "none"),
        ("Not", None, "none"),
    ],
)
def test_headings_find_their_field_or_none(heading: str, field: str | None, reason: str) -> None:
    (match,) = matches([heading], "transactions", {})
    assert (match.field, match.reason) == (field, reason)
    assert match.field is None or match.confidence >= 90


def test_the_surer_of_two_columns_feeds_the_field() -> None:
    first, second = matches(["Ciro", "Tutar"], "transactions", {})
    assert (first.field, first.reason, second.field) == (None, "taken", "amount")


def test_every_stored_field_of_a_sheet_can_be_read_from_a_file() -> None:
    for sheet, fields in SHEET_FIELDS.items():
        assert {item.name for item in fields if item.is_stored} == set(sheet_fields(sheet))


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_are_understood_as_they_stand(empty_workspace: Workspace, language: Language, tmp_path: Path) -> None:
    for sheet, fields in SHEET_FIELDS.items():
        labels = [translate(item.label, language) for item in fields if item.is_stored]
        found = [match.field for match in matches(labels, sheet, {})]
        assert found == [item.name for item in fields if item.is_stored]
        for item in (item for item in fields if item.kind == "word"):
            words = code_words(sheet, item.name)
            assert all(words[squeezed(translate(CODE_LABELS[code], language))] == code for code in set(words.values()))
    content = intake.template_bytes(language)
    draft = draft_of(empty_workspace, content, "template.xlsx")
    for tab, sheet in zip(draft.sheet.reading.tabs[: len(SHEET_FIELDS)], SHEET_FIELDS, strict=True):
        chosen = intake.answer(draft, "tab", tab)
        assert (chosen.sheet.sheet, chosen.sheet.questions) == (sheet, ())
        result = intake.check(empty_workspace, chosen)
        assert (result.rows_accepted, result.rows_refused) == (1, 0)


def test_the_templates_kept_in_the_repository_open_as_templates(empty_workspace: Workspace) -> None:
    folder = Path(__file__).parent.parent / "data" / "templates"
    for language in LANGUAGES:
        draft = draft_of(empty_workspace, (folder / f"template-{language}.xlsx").read_bytes(), "kept.xlsx")
        fresh = draft_of(empty_workspace, intake.template_bytes(language), "fresh.xlsx")
        assert draft.sheet.reading.tabs == fresh.sheet.reading.tabs
        assert draft.sheet.headings == fresh.sheet.headings
