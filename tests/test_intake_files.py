"""Edges: every kind of file and every table in it; what cannot be read is one clear sentence, and nothing is lost."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from crm_core import intake
from crm_core.errors import FileFault, LoadFault
from crm_core.store import Workspace

HEAD = "invoice no;customer;date;amount\n"
SALES = HEAD + "1;A;2024-01-01;5\n"
PEOPLE = "customer no;name;sector\nA;Ada;food\n"
XLS = Path(__file__).parent / "files" / "sales.xls"
"""Written once by xlwt 1.3.0: two rows under Turkish headings, typed dates and numbers, a code with leading zeros."""


def zipped(**members: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def book(tabs: dict[str, list[list[str | float]]], hidden: tuple[str, ...] = ()) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        for name, rows in tabs.items():
            sheet = made.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
            if name in hidden:
                sheet.hide()
    return target.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sayfa1">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return packed.getvalue()


def rows_of(workspace: Workspace, text: str) -> list[tuple[object, ...]]:
    with workspace.session() as session:
        return session.execute(text)


def test_an_old_workbook_is_read_cell_by_cell(empty_workspace: Workspace) -> None:
    (draft,) = intake.draft_files(empty_workspace, XLS, XLS.name)
    rows = intake.check(empty_workspace, draft).rows().to_pylist()
    assert [(row["order_id"], row["customer_id"], row["ordered_at"], row["amount"]) for row in rows] == [
        ("F1", "0001", datetime(2024, 3, 1), Decimal("12.5")),
        ("F2", "Çiğdem", datetime(2024, 3, 2), Decimal(-3)),
    ]


def test_an_open_document_is_read_cell_by_cell(empty_workspace: Workspace) -> None:
    content = ods([["Müşteri No", "Ünvan"], ["007", "Işık A.Ş."], ["8", "Öz"]])
    (draft,) = intake.draft_files(empty_workspace, content, "müşteriler.ods")
    rows = intake.check(empty_workspace, draft).rows()
    assert rows.column("customer_id").to_pylist() == ["007", "8"]
    assert rows.column("name").to_pylist() == ["Işık A.Ş.", "Öz"]


def test_each_sheet_of_a_workbook_is_a_draft_and_a_load_of_its_own(empty_workspace: Workspace) -> None:
    content = book(
        {
            "Ocak": [["Fatura No", "Cari Kod", "Tarih", "Tutar"], ["1", "A", "01.01.2024", 5.5]],
            "Şubat": [["Fatura No", "Cari Kod", "Tarih", "Tutar"], ["2", "A", "01.02.2024", 6.5]],
            "Müşteriler": [["Müşteri No", "Ünvan"], ["A", "Ada"]],
            "Notlar": [["Bu sayfa açıklamadır"], ["ikinci satır"]],
            "Gizli": [["Müşteri No", "Ünvan"], ["Z", "Gizli"]],
        },
        hidden=("Gizli",),
    )
    drafts = intake.draft_files(empty_workspace, content, "defter.xlsx")
    assert [(draft.part, draft.sheet.sheet) for draft in drafts] == [
        ("Ocak", "transactions"),
        ("Şubat", "transactions"),
        ("Müşteriler", "customers"),
    ]
    said = {line.rule: line for line in intake.check(empty_workspace, drafts[0]).summaries}
    assert said["hidden_tabs"].values == {"tabs": "Gizli"}
    for draft in drafts:
        intake.load(empty_workspace, draft)
    assert rows_of(empty_workspace, "select part, rows_accepted from loads order by load_id") == [
        ("Ocak", 1),
        ("Şubat", 1),
        ("Müşteriler", 1),
    ]
    with pytest.raises(LoadFault, match="as load 2"):
        intake.load(empty_workspace, intake.draft_files(empty_workspace, content, "defter.xlsx")[1])


def test_several_tables_in_a_zip_are_drafts_of_their_own(empty_workspace: Workspace) -> None:
    content = zipped(sales__csv=SALES, people__csv=PEOPLE, readme__md="not a table")
    drafts = intake.draft_files(empty_workspace, io.BytesIO(content), "all.zip")
    assert [(draft.file_name, draft.sheet.sheet) for draft in drafts] == [
        ("sales.csv", "transactions"),
        ("people.csv", "customers"),
    ]
    assert [path.name for path in empty_workspace.path.with_suffix(".files").glob("unpacking-*")] == []
    (single,) = intake.draft_files(empty_workspace, io.BytesIO(zipped(sales__csv=SALES)), "one.zip")
    assert single.file_name == "one.zip"
    tabs = book({"A": [["customer no", "name"], ["A", "Ada"]], "B": [["customer no", "name"], ["B", "Bo"]]})
    assert [draft.part for draft in intake.draft_files(empty_workspace, zipped(book__xlsx=tabs), "b.zip")] == ["A", "B"]


def test_a_zip_has_limits_on_number_and_size(empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PACKED_FILES", "2")
    content = zipped(a__csv=SALES, b__csv=PEOPLE, c__csv=SALES)
    with pytest.raises(FileFault, match="more than 2 files"):
        intake.draft_files(empty_workspace, content, "many.zip")
    monkeypatch.setenv("CRM_UPLOAD_LIMIT_MB", "1")
    bomb = zipped(a__csv=SALES * 100_000, b__csv=SALES * 100_000)
    assert len(bomb) < 100_000
    with pytest.raises(FileFault, match="larger than 4 MB"):
        intake.draft_files(empty_workspace, bomb, "bomb.zip")
    with pytest.raises(FileFault, match="damaged"):
        intake.draft_files(empty_workspace, lying(bomb), "lie.zip")


def lying(content: bytes) -> bytes:
    """The same zip, whose directory says that its files are of one byte."""
    changed = bytearray(content)
    start = changed.find(b"PK\x01\x02")
    while start >= 0:
        changed[start + 24 : start + 28] = (1).to_bytes(4, "little")
        start = changed.find(b"PK\x01\x02", start + 4)
    return bytes(changed)


def test_a_file_without_headings_loses_no_row(empty_workspace: Workspace) -> None:
    text = "F1;0001;15.03.2024;1.234,56\nF2;0002;16.03.2024;99,90\n"
    fields = {"order_id": "A", "customer_id": "B", "ordered_at": "C", "amount": "D"}
    rows: list[list[str | float]] = [[*line.split(";")] for line in text.splitlines()]
    for content, name in (
        (text.encode(), "plain.csv"),
        (("\ufeff" + text).encode(), "mark.csv"),
        (book({"A": rows}), "a.xlsx"),
    ):
        draft = intake.answer(intake.draft_file(empty_workspace, content, name), "header", "none")
        assert (draft.sheet.reading.heading_row, draft.sheet.reading.row_count) == (0, 2)
        draft = intake.answer(draft, "sheet", "transactions")
        draft = intake.answer_all(draft, {f"map.{heading}": field for field, heading in fields.items()})
        result = intake.check(empty_workspace, draft)
        assert result.amount_accepted == Decimal("1334.46")
        assert result.rows().column("order_id").to_pylist() == ["F1", "F2"]
        assert result.rows().column("row_number").to_pylist() == [1, 2]


def test_a_failed_formula_is_a_finding_and_never_a_null(empty_workspace: Workspace) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet: Any = made.add_worksheet("A")
        sheet.write_row(0, 0, ["invoice no", "customer", "date", "amount", "product"])
        for row in (1, 2, 3):
            sheet.write_row(row, 0, [f"F{row}", "A", "2024-01-01", 5, "tea"])
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
        sheet.write_formula(3, 4, "=NA()", None, "#REF!")
    draft = intake.draft_file(empty_workspace, target.getvalue(), "failed.xlsx")
    result = intake.check(empty_workspace, draft)
    assert [(f.row_number, f.field, f.value, f.rule) for f in intake.findings(result, draft)] == [
        (2, "amount", "#DIV/0!", "unreadable"),
        (3, "customer_id", "#N/A", "unreadable"),
        (4, "product", "#REF!", "unreadable_optional"),
    ]
    assert result.rows().column("product").to_pylist() == [None]


@pytest.mark.parametrize("text", ["#N/A", "#YOK", "#SAYI/0!", "#DEĞER!", "#name?"])
def test_failed_formulas_are_known_in_text_files_too(empty_workspace: Workspace, text: str) -> None:
    result = intake.check(
        empty_workspace, intake.draft_file(empty_workspace, f"{HEAD}1;A;2024-01-01;{text}\n".encode(), "a.csv")
    )
    assert [(line.rule, line.count) for line in result.summaries] == [("unreadable", 1)]


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 400


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (LOCKED, "a.xlsx", "protected by a password"),
        (LOCKED, "a.xls", "protected by a password"),
        (zipped(content__xml="x") + b"", "a.ods", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0broken", "a.xls", "cannot be opened"),
        (SALES.encode(), "renamed.xlsx", "another kind under this name"),
        (SALES.encode(), "renamed.ods", "another kind under this name"),
        (b"\x89PNG\r\n", "picture.xls", "another kind under this name"),
        (XLS.read_bytes(), "renamed.csv", "not a text file"),
        (b"", "a.ods", "is empty"),
        (b"", "a.zip", "damaged"),
        (zipped(), "a.zip", "holds no table"),
        (zipped(a__txt=b"", b__csv=SALES), "a.zip", "a.txt is empty"),
        (zipped(a__csv=SALES, b__csv=PEOPLE)[:-30], "a.zip", "damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_sentence(
    empty_workspace: Workspace, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(FileFault, match=said):
        intake.draft_files(empty_workspace, content, name)
