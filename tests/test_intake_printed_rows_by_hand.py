"""By hand: what printing puts between the rows of an export, page by page, and how it is told and kept on a click."""

from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.intake.headings import is_total_word
from crm_core.store import Workspace

HEAD = "Fatura No;Cari Kod;Tarih;Tutar;Ürün\n"
TITLE = "ÖRNEK LTD. ŞTİ.;;;;\nSatış Dökümü;;;;\n"
PAGES = (
    TITLE + HEAD + "F1;C1;13.03.2024;1,50;Çay\nNakli Yekûn;;;1,50;\nSayfa 1/2;;;;\n"
    + TITLE + HEAD + "Nakli Yekûn;;;1,50;\nF2;C1;14.03.2024;2,50;Şeker\nC1 Ali Veli Toplamı;;;4,00;\nSayfa : 2 / 2\n"
)  # fmt: skip


def test_repeated_headings_titles_and_page_numbers_are_left_out_and_told(empty_workspace: Workspace):
    draft = intake.draft_file(empty_workspace, PAGES.encode("cp1254"), "dokum.csv")
    result = intake.check(empty_workspace, draft)
    assert [(row["order_id"], row["row_number"]) for row in result.rows().to_pylist()] == [("F1", 4), ("F2", 11)]
    assert {line.rule: line.count for line in result.summaries} == {"printed_rows": 5, "total_rows": 3}
    assert (result.rows_read, result.amount_accepted) == (2, Decimal(4))


def test_one_click_keeps_them_as_rows(empty_workspace: Workspace):
    draft = intake.draft_file(empty_workspace, PAGES.encode("cp1254"), "dokum.csv")
    kept = intake.answer(draft, "printed", "keep")
    result = intake.check(empty_workspace, kept)
    assert (result.rows_read, result.rows_accepted, kept.sheet.keeps_printed) == (7, 2, True)
    assert intake.repeated_by_print(kept)[0] == ("Sayfa 1/2",)
    assert intake.repeated_by_print(kept)[1] == ("ÖRNEK LTD. ŞTİ.",)


def test_a_row_that_says_something_else_beside_a_heading_is_a_row(empty_workspace: Workspace):
    text = (
        HEAD + "F1;C1;13.03.2024;1,50;Ürün\nFatura No;Cari Kod;13.03.2024;2,50;Ürün\nF3;C1;13.03.2024;3,00;Sayfa 1/2\n"
    )
    result = intake.check(empty_workspace, intake.draft_file(empty_workspace, text.encode(), "a.csv"))
    assert result.rows_accepted == 3


def test_a_short_row_of_a_sum_is_a_sum(empty_workspace: Workspace):
    text = HEAD + "F1;C1;13.03.2024;1,50;Çay\nF2;C1;13.03.2024;1,50;Çay\nGENEL TOPLAM;3,00\n"
    result = intake.check(empty_workspace, intake.draft_file(empty_workspace, text.encode(), "a.csv"))
    assert {line.rule: line.count for line in result.summaries} == {"total_rows": 1}


@pytest.mark.parametrize(
    ("text", "is_sum"),
    [
        ("120.01.001 TOPLAMI", True),
        ("Mart Toplamı :", True),
        ("Genel Yekün", True),
        ("Nakli Yekûn", True),
        ("TOPLAMLAR", True),
        ("Devreden", True),
        ("Toplama Kabı", False),
        ("Totale Uygun", False),
    ],
)
def test_the_words_before_a_sum(text: str, is_sum: bool):
    assert is_total_word(text) is is_sum
