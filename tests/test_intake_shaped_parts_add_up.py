"""Adds up: a large table that the reader shaped comes to the same cells, rows and findings as the same table in memory."""

import pytest

from crm_core import intake
from crm_core.intake import checked_parts, drafts, shaped_files, text_file
from crm_core.store import Workspace

HEAD = "Fatura No;Müşteri No;Tarih;Saat;Tutar;Şehir;Ürün\n"
ROWS = [
    "F{n};0{c};{d:02}.03.2024;1{h}:05;{n},5;Ankara;  çay   şişesi ",
    "F{n};0{c};{d:02}.03.2024;1{h}:05;{n},5;İzmir/Konak;ÇAY ŞİŞESİ",
    "F{n};0{c};{d:02}.03.2024;;bin;İzmir / Konak / Alsancak / 5 / 7;iğne",
    "F{n};;{d:02}.03.2024;1{h}:05;{n},5;;",
    "F{n};0{c};{d:02}.03.2024;1{h}:05;{n},5",
]
CHOICES = {
    "fix.1.trim.Ürün": "all",
    "fix.2.lower.Ürün": "all",
    "fix.3.set.Tutar": '["bin","1000"]',
    "fix.4.row6.Ürün": "Su",
    "fix.5.fill.Müşteri No": "0007",
    "split.Şehir": "slash",
    "join.ordered_at": "Tarih|Saat",
    "constant.currency": "TRY",
}
ACCOUNT = (
    "Tarih;Fiş No;Fiş Türü;Tutar\n120.01.001 IŞIK Ltd. Şti.;;;\n15.01.2024;F1;Satış Faturası;1.234,56\n"
    "20.01.2024;F2;Satış Faturası;1,00\n120.01.002 Öz Oto;;;\n16.02.2024;F3;Satış Faturası;99,90\n"
    "17.02.2024;F4;Satış Faturası;0,10\n"
)


def _lines() -> bytes:
    """Sixty rows of all kinds; the widest text to split stands far down, and rows of another width between them."""
    rows = [ROWS[0 if n < 30 else n % 5].format(n=n, c=n % 7, d=1 + n % 28, h=n % 10) for n in range(60)]
    return (HEAD + "\n".join(rows) + "\nGENEL TOPLAM;;;;1,5;;\n").encode("cp1254")


def _told(workspace: Workspace, draft: intake.Draft) -> list[object]:
    """All that a check says of a draft."""
    result = intake.check(workspace, draft)
    found = sorted(result.all_findings().to_pylist(), key=str)
    sums = (result.rows_accepted, result.rows_refused, result.amount_accepted, result.amount_refused)
    return [result.rows().sort_by("row_number").to_pylist(), found, sorted(map(str, result.summaries)), sums]


@pytest.mark.parametrize(
    ("content", "choices"),
    [(_lines(), CHOICES), (ACCOUNT.encode("cp1254"), {"sheet": "transactions", "down.customer_id": "code"})],
    ids=["fixed, split and joined", "customers in the lines above"],
)
def test_a_table_shaped_part_by_part_is_the_table_shaped_at_once(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, content: bytes, choices: dict[str, str]
) -> None:
    monkeypatch.setattr(text_file, "BLOCK", 256)
    draft = intake.answer_all(intake.draft_file(empty_workspace, content, "satis.csv"), choices)
    cells, sheet, told = draft.cells().sort_by("row_number").to_pylist(), draft.sheet, _told(empty_workspace, draft)
    assert draft.table_path == draft.cells_path
    for module in (shaped_files, checked_parts):
        monkeypatch.setattr(module, "WHOLE_ROWS", 2)
        monkeypatch.setattr(module, "PART_ROWS", 2)
    drafts._understood.cache_clear()
    for old in draft.folder.glob("checked-*/result.json"):
        old.unlink()
    again = intake.open_draft(empty_workspace, draft.draft_id)
    assert again.table_path != again.cells_path
    assert again.cells().sort_by("row_number").to_pylist() == cells
    assert again.sheet == sheet
    assert _told(empty_workspace, again) == told


def test_the_widest_text_of_all_parts_says_how_many_columns_a_split_makes(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_file, "BLOCK", 64)
    for module in (shaped_files, checked_parts):
        monkeypatch.setattr(module, "WHOLE_ROWS", 1)
        monkeypatch.setattr(module, "PART_ROWS", 1)
    text = (
        "Fatura No;Müşteri No;Tarih;Tutar;Yer\n1;A;13.03.2024;1,5;x\n2;A;14.03.2024;1,5;x/y\n3;A;15.03.2024;1,5;x/y/z\n"
    )
    draft = intake.answer(intake.draft_file(empty_workspace, text.encode(), "yer.csv"), "split.Yer", "slash")
    assert draft.sheet.headings[-3:] == ("Yer – 1", "Yer – 2", "Yer – 3")
    assert [tuple(row[f"c{place}"] for place in (5, 6, 7)) for row in draft.cells().to_pylist()] == [
        ("x", "", ""),
        ("x", "y", ""),
        ("x", "y", "z"),
    ]


def test_only_the_latest_shaped_tables_of_a_draft_are_kept(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shaped_files, "WHOLE_ROWS", 1)
    draft = intake.draft_file(empty_workspace, _lines(), "satis.csv")
    for number in range(1, 5):
        draft = intake.answer(draft, f"fix.{number}.trim.Ürün", "all")
        draft.cells()
    assert len(list(draft.folder.glob("shaped-*.arrow"))) == len(list(draft.folder.glob("shaped-*.json"))) == 2
