"""By hand: small files as people send them, and what becomes of every cell."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm_core import intake
from crm_core.errors import LoadFault
from crm_core.intake import CheckResult, Draft
from crm_core.store import Workspace

SALES = """Satış Raporu;;;
Hazırlayan: muhasebe;;;
Fatura No;Cari Kod;Tarih;Tutar
F-1;0001;15.03.2024;1.234,56
F-2;0002;16.03.2024;(99,90)
F-3;;17.03.2024;10,00
F-4;0003;31.02.2024;5,00
F-5;0001;01.04.2024;yok
;TOPLAM;;1.144,66
"""


def drafted(workspace: Workspace, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Draft:
    return intake.draft_file(workspace, text.encode(encoding), name)


def counted(result: CheckResult) -> Mapping[tuple[str, str | None], int]:
    return {(line.rule, line.field): line.count for line in result.summaries}


def stored(workspace: Workspace, text: str) -> list[tuple[Any, ...]]:
    with workspace.session() as session:
        return session.execute(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1254", "utf-16", "utf-16-le"])
def test_a_turkish_report_loads_cell_by_cell(empty_workspace: Workspace, encoding: str) -> None:
    draft = drafted(empty_workspace, SALES, encoding=encoding)
    assert draft.sheet.sheet == "transactions" and draft.sheet.questions == ()
    assert draft.sheet.reading.heading_row == 3
    assert draft.sheet.reading.title_lines == ("Satış Raporu", "Hazırlayan: muhasebe")
    result = intake.check(empty_workspace, draft)
    assert counted(result) == {
        ("missing_customer", "customer_id"): 1,
        ("unreadable", "ordered_at"): 1,
        ("unreadable", "amount"): 1,
        ("returns", "amount"): 1,
        ("total_rows", None): 1,
    }
    assert (result.rows_read, result.rows_accepted, result.rows_refused) == (5, 2, 3)
    assert (result.amount_accepted, result.amount_refused) == (Decimal("1134.66"), Decimal(15))
    loaded = intake.load(empty_workspace, draft)
    assert (loaded.load_id, loaded.rows_accepted, loaded.rows_refused) == (1, 2, 3)
    assert stored(
        empty_workspace,
        "select order_id, customer_id, ordered_on, amount, row_number from transactions join customer_keys "
        "using (customer_key) order by row_number",
    ) == [
        ("F-1", "0001", date(2024, 3, 15), Decimal("1234.5600"), 4),
        ("F-2", "0002", date(2024, 3, 16), Decimal("-99.9000"), 5),
    ]


def test_a_finding_names_row_column_value_and_reason(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace, SALES)
    found = intake.findings(intake.check(empty_workspace, draft), draft)
    assert [(f.row_number, f.heading, f.value, f.rule) for f in found] == [
        (6, "Cari Kod", "", "missing_customer"),
        (7, "Tarih", "31.02.2024", "unreadable"),
        (8, "Tutar", "yok", "unreadable"),
    ]


def test_rows_with_reasons_stand_as_in_the_file(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace, SALES)
    rows = intake.rows_with_reasons(intake.check(empty_workspace, draft), draft, "tr")
    assert list(rows.columns) == ["Dosyadaki satır", "Fatura No", "Cari Kod", "Tarih", "Tutar", "Neden"]
    assert rows["Dosyadaki satır"].tolist() == [6, 7, 8]
    assert rows["Neden"].iloc[1] == "Tarih: Zorunlu bir hücre okunamıyor"


def test_a_doubtful_date_is_asked_never_guessed(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace, "invoice no,customer,date,amount\n1,A,01/02/2024,5\n2,B,03/04/2024,6\n")
    (question,) = draft.sheet.questions
    assert question.key == "dates.date"
    assert [(c.code, c.values["day"]) for c in question.choices] == [
        ("day-first", datetime(2024, 2, 1)),
        ("month-first", datetime(2024, 1, 2)),
    ]
    result = intake.check(empty_workspace, intake.answer(draft, "dates.date", "month-first"))
    assert result.rows().column("ordered_at").to_pylist() == [datetime(2024, 1, 2), datetime(2024, 3, 4)]


def test_a_doubtful_decimal_mark_is_asked_never_guessed(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace, "Fatura No;Cari Kod;Tarih;Tutar\n1;A;01.02.2024;1.234\n2;B;02.02.2024;5.678\n")
    (question,) = draft.sheet.questions
    assert question.key == "decimal.Tutar"
    assert [(c.code, c.values["number"]) for c in question.choices] == [
        ("comma", Decimal("1234.0000")),
        ("point", Decimal("1.2340")),
    ]
    result = intake.check(empty_workspace, intake.answer(draft, "decimal.tutar", "comma"))
    assert result.amount_accepted == Decimal(6912)


def test_quantity_times_unit_price_stands_in_for_an_amount_and_is_said(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace, "Sipariş No;Müşteri No;Tarih;Adet;Birim Fiyat\n1;A;01.02.2024;3;2,55\n")
    result = intake.check(empty_workspace, draft)
    assert result.amount_accepted == Decimal("7.65")
    assert ("derived_amount", "amount") in counted(result)


def test_words_become_codes(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Temas Tarihi;Tür;Kanal;Açılış Tarihi;Çözüm Tarihi\n"
    text += "A;01.02.2024;Şikayet;Telefon;01.02.2024 10:00;02.02.2024 09:30\n"
    text += "B;02.02.2024;SERVİS;E-posta;;\n"
    text += "C;03.02.2024;bilmece;faks;;\n"
    text += "D;04.02.2024;söz;mağaza;05.02.2024;04.02.2024\n"
    draft = drafted(empty_workspace, text)
    assert draft.sheet.sheet == "interactions"
    result = intake.check(empty_workspace, draft)
    assert counted(result) == {
        ("unknown_word", "kind"): 1,
        ("unknown_word_optional", "channel"): 1,
        ("resolved_before_opened", "resolved_at"): 1,
    }
    intake.load(empty_workspace, draft)
    assert stored(empty_workspace, "select kind, channel, resolved_at from interactions order by row_number") == [
        ("complaint", "spoken", datetime(2024, 2, 2, 9, 30)),
        ("service", "written", None),
    ]


def test_a_survey_asks_for_its_scale_and_refuses_scores_outside(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Anket Tarihi;Anket Türü;Puan\nA;01.02.2024;NPS;9\nB;01.02.2024;NPS;11\nC;01.02.2024;CSAT;5\n"
    draft = drafted(empty_workspace, text + "D;01.02.2024;CSAT;7\nE;;NPS;5\nF;02.02.2024;CSAT;\n")
    assert [question.key for question in draft.sheet.questions] == ["scale.csat"]
    draft = intake.answer(draft, "scale.csat", "1-5")
    result = intake.check(empty_workspace, draft)
    assert counted(result) == {
        ("out_of_scale", "score"): 2,
        ("missing", "answered_at"): 1,
        ("missing", "score"): 1,
    }
    intake.load(empty_workspace, draft)
    assert stored(empty_workspace, "select kind, score, scale_min, scale_max from surveys order by row_number") == [
        ("nps", Decimal("9.00"), Decimal("0.00"), Decimal("10.00")),
        ("csat", Decimal("5.00"), Decimal("1.00"), Decimal("5.00")),
    ]


def test_effort_scores_may_fall_and_the_heading_may_say_the_question(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace, "customer;date;CES\nA;2024-02-01;2\n")
    assert [question.key for question in draft.sheet.questions] == ["scale.ces", "scale.ces.direction"]
    draft = intake.answer_all(draft, {"scale.ces": "1-7", "scale.ces.direction": "down"})
    intake.load(empty_workspace, draft)
    assert stored(empty_workspace, "select kind, higher_is_better, scale_max from surveys") == [
        ("ces", False, Decimal("7.00"))
    ]


def test_customers_are_updated_and_undo_brings_them_back(empty_workspace: Workspace) -> None:
    first = drafted(empty_workspace, "Müşteri No;Ünvan;Sektör;E-posta izni\n007;Öz Gıda;Gıda;Evet\n", "a.csv")
    second = drafted(empty_workspace, "Müşteri No;Ünvan;Sektör\n007;;Perakende\n008;Işık;\n", "b.csv")
    intake.load(empty_workspace, first)
    assert counted(intake.check(empty_workspace, second)) == {("updates", "customer_id"): 1}
    assert intake.load(empty_workspace, second).rows_replaced == 1
    assert stored(empty_workspace, "select name, sector, consent_email from customers order by row_number, name") == [
        ("Öz Gıda", "Perakende", True),
        ("Işık", None, None),
    ]
    intake.undo(empty_workspace, 2)
    assert stored(empty_workspace, "select name, sector, load_id from customers") == [("Öz Gıda", "Gıda", 1)]


def test_the_same_file_is_noticed_and_loaded_again_only_when_meant(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace, SALES)
    intake.load(empty_workspace, draft)
    with pytest.raises(LoadFault, match="loaded before, as load 1"):
        intake.load(empty_workspace, draft)
    assert intake.load(empty_workspace, draft, again=True).load_id == 2
    assert intake.loads(empty_workspace)[["load_id", "errors", "rows_accepted"]].to_numpy().tolist() == [
        [2, 3, 2],
        [1, 3, 2],
    ]


def test_a_draft_survives_and_keeps_its_choices(empty_workspace: Workspace) -> None:
    draft = intake.answer(drafted(empty_workspace, SALES), "map.Tutar", "-")
    assert [question.key for question in draft.sheet.questions] == ["field.amount"]
    later = intake.open_draft(empty_workspace, draft.draft_id)
    assert later == draft
    mended = intake.answer(later, "field.amount", "Tutar")
    assert mended.sheet.questions == () and mended.choices == {"map.Tutar": "amount"}


def test_a_sample_of_a_real_shop_loads_without_a_question(empty_workspace: Workspace) -> None:
    path = Path(__file__).parent.parent / "data" / "samples" / "online_retail_sample.csv"
    draft = intake.draft_file(empty_workspace, path, path.name)
    result = intake.check(empty_workspace, draft)
    assert draft.sheet.questions == ()
    assert (result.rows_read, result.rows_refused) == (21060, 1564)
    assert result.amount_accepted == Decimal("247059.46")
    assert counted(result)["duplicate", None] == 374
    assert counted(result)["cancellations", "order_id"] == 371


def test_the_money_of_rows_left_out_lacks_what_is_in_another_currency(empty_workspace: Workspace) -> None:
    text = (
        "Sipariş No;Müşteri No;Tarih;Tutar;Döviz\n1;A;13.02.2024;10;TL\n2;A;14.02.2024;100;USD\n3;;15.02.2024;40;TL\n"
    )
    result = intake.check(empty_workspace, drafted(empty_workspace, text))
    assert (result.amount_accepted, result.amount_refused) == (Decimal(10), Decimal(40))
    assert result.has_other_currency
    signs = "Sipariş No;Müşteri No;Tarih;Tutar\n1;A;13.02.2024;10\n2;A;14.02.2024;$100\n"
    result = intake.check(empty_workspace, drafted(empty_workspace, signs))
    assert (result.amount_accepted, result.amount_refused) == (Decimal(10), Decimal(0))
