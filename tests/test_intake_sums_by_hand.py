"""By hand: which rows are sums and which only speak of a total."""

import pytest

from crm_core import intake
from crm_core.store import Workspace

TICKETS = (
    "Ticket ID;Cari Kod;Tarih;Ticket Type;Resolution\n"
    "1;A;01.02.2024;Technical issue;Almost up every total.\n2;B;02.02.2024;Refund request;Total\n"
    "3;C;03.02.2024;Technical issue;\n;TOPLAM;;;3\n"
)


def _read(workspace: Workspace, text: str, **choices: str) -> intake.CheckResult:
    draft = intake.draft_file(workspace, text.encode(), "a.csv")
    return intake.check(workspace, intake.answer_all(draft, choices) if choices else draft)


def _told(result: intake.CheckResult) -> dict[str, int]:
    return {line.rule: line.count for line in result.summaries}


def test_a_free_text_that_ends_in_total_makes_no_sum_of_its_row(empty_workspace: Workspace):
    result = _read(empty_workspace, TICKETS)
    assert result.rows_read == 3
    assert _told(result) == {"unknown_word": 3, "total_rows": 1}


def test_a_word_nobody_explained_yet_is_nothing_that_a_row_lacks(empty_workspace: Workspace):
    result = _read(empty_workspace, TICKETS.replace("3;C;03.02.2024;Technical issue", "3;C;03.02.2024;complaint"))
    assert (result.rows_read, result.rows_accepted) == (3, 1)


def test_a_customer_or_product_of_that_name_is_a_row(empty_workspace: Workspace):
    customers = "Müşteri No;Ünvan\n1;Ada Ltd.\n5;Total\n7;Öz Toplam\nTOTAL;Total Oil\n"
    assert _read(empty_workspace, customers).rows_accepted == 4
    wide = "Müşteri No;Ünvan;İl;Sektör;Telefon\n1;Ada;Van;Gıda;5321112233\nTOTAL;Total Oil;;;\nTOPLAM;2;;;\n"
    result = _read(empty_workspace, wide)
    assert (result.rows_accepted, _told(result)) == (2, {"total_rows": 1})
    sales = "Fatura No;Cari Kod;Tarih;Tutar;Ürün\n1;A;13.02.2024;5;Total\n2;A;14.02.2024;6;Çay\n;;;11;Toplam\n"
    result = _read(empty_workspace, sales)
    assert (result.rows_accepted, _told(result)) == (2, {"total_rows": 1})


@pytest.mark.parametrize("label", ["TOPLAM", "GENEL TOPLAM:", "120.01.001 Ada Ltd. Şti. Toplamı", "Nakli Yekûn"])
def test_a_label_in_place_of_the_number_or_the_day_is_a_sum(empty_workspace: Workspace, label: str):
    head = "Fatura No;Cari Kod;Tarih;Tutar\n1;A;13.02.2024;5\n"
    for line in (f"{label};;;5\n", f";{label};;5\n", f";;{label};5\n"):
        assert _told(_read(empty_workspace, head + line)) == {"total_rows": 1}


def test_a_sum_is_none_the_less_one_where_columns_are_joined_or_split(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Ad;Soyad;Yer\n1;Ada;Öz;İzmir/Bornova\n2;Bora;Su;Bursa/Nilüfer\nTOPLAM;2;;\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "kisiler.csv")
    assert intake.check(empty_workspace, draft).rows_read == 2
    draft = intake.answer_all(draft, {"join.name": "Ad|Soyad", "split.Yer": "slash"})
    result = intake.check(empty_workspace, draft)
    assert result.rows().column("name").to_pylist() == ["Ada Öz", "Bora Su"]
