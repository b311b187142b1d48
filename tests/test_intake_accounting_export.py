"""By hand: a filthy export of an accounting program, windows-1254 and newer, and what becomes of every one of its cells."""

from datetime import datetime
from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.store import Workspace

BLANK = "\u00a0"
EXPORT = (
    "ÖRNEK TİCARET LTD. ŞTİ.;;;;;;\n"
    f"Cari Hareket Dökümü{BLANK};;;;;;\n"
    ";;;;;;\n"
    "FATURA NO;CARİ KODU;İŞLEM TARİHİ;SATIŞ TUTARI;İSKONTO;ÜRÜN ADI;ŞUBE\n"
    "A-001;00017;15.03.2024;1.234,56;%12,5;Işıldak;ÇANKAYA\n"
    f"A-002;00017;1.4.24;₺{BLANK}99,90;;İğne ;Çankaya  \n"
    "A-003; 00018 ;5 Nisan 2024;(1.234,56);%0;Şişe;IĞDIR\n"
    f"A-004;00019;07 Ağu 2024;{BLANK}2.000,00{BLANK}TL ;10;Çığ;\n"
    "A-005;00020;12.08.2024 14:05;-15,50;%5;Ölçü;Üsküdar\n"
    ";ARA TOPLAM;;1.083,90;;;\n"
    "A-006;00021;2024-08-13T10:00:00+03:00;1.000.000,00;; ;Ğ\n"
    "A-007;00022;14 EYLÜL 2024;12,345;;Kâğıt;Konya\n"
    "A-008;;15.09.2024;5,00;;Su;Konya\n"
    "A-009;00023;31.09.2024;5,00;;Su;Konya\n"
    "A-010;00024;16.09.2024;beş lira;;Su;Konya\n"
    "A-011;00025;17.09.2024;$5,00;;Su;Konya\n"
    ";;;;;;\n"
    f"{BLANK}GENEL TOPLAM{BLANK};;;1.001.107,38;;;\n"
)
CELLS = [
    ("A-001", "00017", datetime(2024, 3, 15), "1234.56", "0.1250", "Işıldak", "ÇANKAYA", 5),
    ("A-002", "00017", datetime(2024, 4, 1), "99.90", None, "İğne", "Çankaya", 6),
    ("A-003", "00018", datetime(2024, 4, 5), "-1234.56", "0", "Şişe", "IĞDIR", 7),
    ("A-004", "00019", datetime(2024, 8, 7), "2000", "10", "Çığ", None, 8),
    ("A-005", "00020", datetime(2024, 8, 12, 14, 5), "-15.50", "0.05", "Ölçü", "Üsküdar", 9),
    ("A-006", "00021", datetime(2024, 8, 13, 10), "1000000", None, None, "Ğ", 11),
    ("A-007", "00022", datetime(2024, 9, 14), "12.345", None, "Kâğıt", "Konya", 12),
]
LEFT_OUT = [
    (13, "CARİ KODU", "missing_customer"),
    (14, "İŞLEM TARİHİ", "unreadable"),
    (15, "SATIŞ TUTARI", "unreadable"),
    (16, "SATIŞ TUTARI", "other_currency"),
]


@pytest.fixture(params=["cp1254", "utf-8-sig", "utf-16"])
def export(empty_workspace: Workspace, request: pytest.FixtureRequest) -> intake.Draft:
    """The export as it arrives, with Windows line ends; windows-1254 is older than the sign of the lira."""
    text = EXPORT.replace("\n", "\r\n")
    text = text.replace("₺", "TL") if request.param == "cp1254" else text
    return intake.draft_file(empty_workspace, text.encode(request.param), "hareket.csv")


def test_it_is_understood_without_a_question(export: intake.Draft) -> None:
    reading = export.sheet.reading
    assert (reading.separator, reading.heading_row) == ("semicolon", 4)
    assert reading.title_lines == ("ÖRNEK TİCARET LTD. ŞTİ.", f"Cari Hareket Dökümü{BLANK}")
    assert export.sheet.sheet == "transactions" and export.sheet.questions == ()
    assert [column.field for column in export.sheet.columns] == [
        "order_id", "customer_id", "ordered_at", "amount", "discount", "product", "branch",
    ]  # fmt: skip


def test_every_cell_is_what_a_reader_of_turkish_reads(empty_workspace: Workspace, export: intake.Draft) -> None:
    rows = intake.check(empty_workspace, export).rows().sort_by("row_number").to_pylist()
    names = ("order_id", "customer_id", "ordered_at", "amount", "discount", "product", "branch", "row_number")
    found = [tuple(row[name] for name in names) for row in rows]
    money = [
        (*cells[:3], Decimal(cells[3]), None if cells[4] is None else Decimal(cells[4]), *cells[5:]) for cells in CELLS
    ]
    assert found == money


def test_every_row_left_out_says_its_reason(empty_workspace: Workspace, export: intake.Draft) -> None:
    result = intake.check(empty_workspace, export)
    assert [(f.row_number, f.heading, f.rule) for f in intake.findings(result, export, "error")] == LEFT_OUT
    told = {line.rule: line.count for line in result.summaries if line.level == "information"}
    assert told == {"total_rows": 2, "times_with_zone": 11, "returns": 2}
    assert (result.rows_read, result.rows_accepted, result.rows_refused) == (11, 7, 4)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2024-08-13T10:00:00Z", datetime(2024, 8, 13, 10)),
        ("2024-08-13 10:00:00 UTC", datetime(2024, 8, 13, 10)),
        ("2024-08-13T10:00:00.123+0300", datetime(2024, 8, 13, 10)),
        ("13.08.2024 10:00 +03:00", datetime(2024, 8, 13, 10)),
        ("13.08.2024 10:00-05:00", datetime(2024, 8, 13, 10)),
    ],
)
def test_a_time_with_a_zone_keeps_its_clock_and_is_said(empty_workspace: Workspace, text: str, clock: datetime) -> None:
    head = "Fatura No;Cari Kod;Tarih;Tutar\n"
    draft = intake.draft_file(empty_workspace, f"{head}1;A;{text};5,5\n".encode(), "zone.csv")
    result = intake.check(empty_workspace, draft)
    assert result.rows().column("ordered_at").to_pylist() == [clock]
    assert "times_with_zone" in {line.rule for line in result.summaries}
