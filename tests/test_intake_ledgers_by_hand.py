"""By hand: lines of an account among order lines, what their words mean, what is asked, and columns of descriptions."""

from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.intake.ledgers import kind_of
from crm_core.store import Workspace

HEAD = "Cari Kod;Tarih;Fiş No;Tutar;Evrak Tipi\n"
LINES = (
    HEAD + "C1;15.01.2024;F1;100,00;Satış Faturası\nC1;16.01.2024;F2;40,00;Tahsilat\n"
    "C2;17.01.2024;F3;7,50;Satış İade Faturası\nC2;18.01.2024;F4;-3,00;Satış İade Faturası\n"
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Satış Faturası", "sale"),
        ("SATIŞ FATURASI (e-Arşiv)", "sale"),
        ("Perakende Satış İade Fat.", "return"),
        ("Alış İade Faturası", "purchase"),
        ("Gelen Havale / EFT", "payment"),
        ("K.K. Tahsilatı", "payment"),
        ("2023 Devri", None),
        ("Devir", "opening"),
        ("İptal Fatura", "cancelled"),
        ("Çay", None),
        ("B", "debit"),
        ("(A)", "credit"),
    ],
)
def test_words_of_an_account(text: str, kind: str | None):
    assert kind_of(text) == kind


def test_payments_are_left_out_and_returns_count_below_zero(empty_workspace: Workspace):
    draft = intake.draft_file(empty_workspace, LINES.encode("cp1254"), "cari.csv")
    assert draft.sheet.movements is not None
    assert dict(draft.sheet.movements.rows) == {"Satış Faturası": 1, "Tahsilat": 1, "Satış İade Faturası": 2}
    result = intake.check(empty_workspace, draft)
    assert [row["amount"] for row in result.rows().to_pylist()] == [100, Decimal("-7.5"), -3]
    assert {line.rule: line.count for line in result.summaries} == {"no_sales": 1, "returns_by_word": 1, "returns": 2}
    assert (result.rows_read, result.amount_accepted) == (3, Decimal("89.5"))


def test_one_click_keeps_every_row_as_it_stands(empty_workspace: Workspace):
    draft = intake.draft_file(empty_workspace, LINES.encode("cp1254"), "cari.csv")
    kept = intake.answer(draft, "movements", "keep")
    result = intake.check(empty_workspace, kept)
    assert [row["amount"] for row in result.rows().to_pylist()] == [100, 40, Decimal("7.5"), -3]
    assert kept.sheet.movements is not None and kept.sheet.movements.is_kept


@pytest.mark.parametrize(("answer", "amounts"), [("out", [9]), ("below", [9, -4]), ("keep", [9, 4])])
def test_what_a_credit_is_only_the_reader_knows(empty_workspace: Workspace, answer: str, amounts: list[int]):
    text = "Cari Kod;Tarih;Fiş No;Tutar;B/A\nC1;15.01.2024;F1;9,00;B\nC1;16.01.2024;F2;4,00;A\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "ba.csv")
    (question,) = draft.sheet.questions
    assert (question.key, question.values) == ("credits", {"heading": "B/A", "rows": 1, "words": "A"})
    result = intake.check(empty_workspace, intake.answer(draft, "credits", answer))
    assert [row["amount"] for row in result.rows().to_pylist()] == amounts


def test_letters_beside_a_balance_are_not_those_of_the_amount(empty_workspace: Workspace):
    text = "Cari Kod;Tarih;Fiş No;Borç;Alacak;B/A\nC1;15.01.2024;F1;9,00;;B\nC1;16.01.2024;F2;;9,00;A\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "ba.csv")
    draft = intake.answer(intake.answer(draft, "sheet", "transactions"), "field.amount", "Borç")
    result = intake.check(empty_workspace, draft)
    assert (draft.sheet.movements, result.rows_read, result.rows_accepted) == (None, 1, 1)


TWO_SIDES = (
    "Cari Kod;Tarih;Fiş No;Borç;Alacak\nC1;15.01.2024;F1;9,00;\nC1;16.01.2024;F2;;4,00\nC1;17.01.2024;F3;5,00;0,00\n"
)


@pytest.mark.parametrize(
    ("choices", "amounts", "left"),
    [
        ({}, [9, 5], {"no_sales": 1}),
        ({"credits": "below"}, [9, -4, 5], {"returns_by_word": 1, "returns": 1}),
        ({"credits": "keep"}, [9, 5], {"missing": 1}),
        ({"movements": "keep"}, [9, 5], {"missing": 1}),
    ],
)
def test_a_credit_without_a_debit_is_a_payment_or_a_return_or_kept(
    empty_workspace: Workspace, choices: dict[str, str], amounts: list[int], left: dict[str, int]
):
    draft = intake.draft_file(empty_workspace, TWO_SIDES.encode(), "iki.csv")
    draft = intake.answer_all(intake.answer(draft, "sheet", "transactions"), {"field.amount": "Borç", **choices})
    sides = draft.sheet.sides
    assert sides is not None and (sides.debit, sides.credit, sides.rows) == ("Borç", "Alacak", 1)
    result = intake.check(empty_workspace, draft)
    assert [row["amount"] for row in result.rows().to_pylist()] == amounts
    assert {line.rule: line.count for line in result.summaries} == left


def test_a_return_booked_on_the_credit_side_counts_below_zero_by_its_word(empty_workspace: Workspace):
    text = (
        "Cari Kod;Tarih;Fiş No;Evrak Tipi;Borç;Alacak\nC1;15.01.2024;F1;Satış Faturası;9,00;\n"
        "C1;16.01.2024;F2;Satıştan İade;;4,00\nC1;17.01.2024;F3;Tahsilat;;5,00\n"
    )
    draft = intake.draft_file(empty_workspace, text.encode(), "iki.csv")
    draft = intake.answer(intake.answer(draft, "sheet", "transactions"), "field.amount", "Borç")
    result = intake.check(empty_workspace, draft)
    assert [row["amount"] for row in result.rows().to_pylist()] == [9, -4]
    assert {line.rule: line.count for line in result.summaries} == {"no_sales": 1, "returns_by_word": 1, "returns": 1}


@pytest.mark.parametrize(
    ("headings", "cells", "field"),
    [
        ("Fatura No;Cari Kod;Tarih;Tutar;Açıklama", ["Çay", "Şeker", "Işıldak"], "product"),
        ("Fatura No;Cari Kod;Tarih;Tutar;Açıklama", ["A-17 nolu fatura", "Nakit tahsilat", "Garanti EFT"], None),
        ("Fatura No;Cari Kod;Tarih;Tutar;Bakiye;Açıklama", ["1,00;Çay", "2,00;Şeker", "3,00;Su"], None),
        ("Fatura No;Cari Kod;Tarih;Tutar;Ürün Adı", ["Fatura defteri", "Çek defteri", "Makbuz"], "product"),
    ],
)
def test_descriptions_of_an_account_are_no_products(
    empty_workspace: Workspace, headings: str, cells: list[str], field: str | None
):
    text = headings + "\n" + "".join(f"F{n};C1;{13 + n}.01.2024;5,00;{cell}\n" for n, cell in enumerate(cells))
    draft = intake.draft_file(empty_workspace, text.encode(), "a.csv")
    assert draft.sheet.columns[-1].field == field
    if field is None:
        assert draft.sheet.columns[-1].reason == "account"
        chosen = intake.answer(draft, "map.Açıklama", "product")
        assert chosen.sheet.columns[-1].field == "product"
