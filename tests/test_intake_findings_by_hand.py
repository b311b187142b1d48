"""By hand: numbers like formulas, customers seen first, and more rows with errors than one page of the grid holds."""

from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.errors import LoadFault, QuestionFault
from crm_core.exports import csv_bytes
from crm_core.intake import error_rows, rows_to_mend
from crm_core.store import Workspace

SALES = "Fatura No;Cari Kod;Tarih;Tutar\n"


def draft_of(workspace: Workspace, text: str, name: str = "file.csv") -> intake.Draft:
    return intake.draft_file(workspace, text.encode(), name)


def test_a_number_like_a_formula_is_said_and_made_harmless_in_exports(empty_workspace: Workspace) -> None:
    rows = ("1;=cmd|' /C calc'!A0", "2;@SUM(A1)", "3;+90 532 000", "4;-7", "5;A-1")
    draft = draft_of(empty_workspace, SALES + "".join(f"{row};13.02.2024;5\n" for row in rows))
    result = intake.check(empty_workspace, draft)
    assert [(f.row_number, f.rule) for f in intake.findings(result, draft)] == [
        (2, "like_formula"),
        (3, "like_formula"),
    ]
    assert result.rows_accepted == 5
    sent = csv_bytes(result.rows().select(["customer_id"]).to_pandas()).decode("utf-8-sig")
    assert "'=cmd" in sent and "'@SUM" in sent and "\n=cmd" not in sent


def test_customers_whom_no_earlier_load_knows_are_counted(empty_workspace: Workspace) -> None:
    intake.load(empty_workspace, draft_of(empty_workspace, f"{SALES}1;A;13.02.2024;5\n2;B;13.02.2024;5\n"))
    surveys = "Müşteri No;Anket Tarihi;NPS\nA;13.02.2024;9\nX;13.02.2024;9\nX;14.02.2024;1\nY;14.02.2024;1\n"
    draft = draft_of(empty_workspace, surveys, "nps.csv")
    said = {line.rule: line for line in intake.dry_run(empty_workspace, draft).summaries}["first_seen"]
    assert (said.count, said.values) == (3, {"customers": 2})
    done = intake.load(empty_workspace, draft)
    stored = intake.finding_counts(empty_workspace, done.load_id)
    assert stored["rule"].tolist() == ["first_seen"]
    held = intake.answer(draft, "orphans", "quarantine")
    assert "first_seen" not in {line.rule for line in intake.dry_run(empty_workspace, held).summaries}


def test_every_row_with_an_error_can_be_reached_page_by_page(empty_workspace: Workspace) -> None:
    draft = draft_of(
        empty_workspace, SALES + "".join(f"{place};A;13.02.2024;x\n" for place in range(120)) + "9;A;13.02.2024;5\n"
    )
    result = intake.check(empty_workspace, draft)
    assert error_rows(result) == 120
    pages = [rows_to_mend(result, draft, "tr", 50, first)["row_number"].tolist() for first in (0, 50, 100)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert sorted(row for page in pages for row in page) == list(range(2, 122))


def test_perhaps_the_same_person_is_said_and_never_made_one(empty_workspace: Workspace) -> None:
    people = "Müşteri No;Ünvan;E-posta;Telefon\nA;Ada;ada@x.co;0532 111 22 33\nB;Bora;ADA@x.co ;\nC;Can;;+90 532 1112233\nD;Deniz;;12\nE;Ece;;12\n"
    draft = draft_of(empty_workspace, people, "people.csv")
    result = intake.check(empty_workspace, draft)
    assert [(f.row_number, f.heading, f.rule) for f in intake.findings(result, draft)] == [
        (2, "E-posta", "same_person"),
        (2, "Telefon", "same_person"),
        (3, "E-posta", "same_person"),
        (4, "Telefon", "same_person"),
    ]
    assert result.rows_accepted == 5


def test_money_written_as_a_rate_is_kept_with_a_word(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, f"{SALES}1;A;13.02.2024;%12,5\n2;A;13.02.2024;12,5\n")
    result = intake.check(empty_workspace, draft)
    told = [(f.row_number, f.rule, f.value) for f in intake.findings(result, draft) if f.heading == "Tutar"]
    assert told == [(2, "per_cent", "%12,5")]
    assert result.rows_accepted == 2


def test_a_load_that_misses_its_control_total_is_not_carried_out(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, f"{SALES}1;A;13.02.2024;5,25\n2;B;13.02.2024;x\n")
    draft = intake.answer_all(draft, {"control.rows": "2", "control.amount": "5.25"})
    assert intake.controls_missed(draft, intake.check(empty_workspace, draft)) == {"rows": (Decimal(2), Decimal(1))}
    with pytest.raises(LoadFault, match="says 2 rows; 1 would be loaded"):
        intake.load(empty_workspace, draft)
    assert intake.load(empty_workspace, intake.answer(draft, "control.rows", "1")).rows_accepted == 1
    with pytest.raises(QuestionFault):
        intake.answer(draft, "control.rows", "many")


def test_goods_given_back_for_money_that_comes_in_are_said(empty_workspace: Workspace) -> None:
    text = "Fatura No;Cari Kod;Tarih;Tutar;Miktar\n1;A;13.02.2024;5,25;-1\n2;A;13.02.2024;-5,25;-1\n3;A;13.02.2024;5,25;2\n"
    draft = draft_of(empty_workspace, text)
    result = intake.check(empty_workspace, draft)
    assert [(f.row_number, f.rule) for f in intake.findings(result, draft)] == [(2, "return_without_sign")]


def test_orders_that_stand_there_already_are_said_before_they_count_twice(empty_workspace: Workspace) -> None:
    first = f"{SALES}1;A;13.02.2024;5\n2;B;13.02.2024;5\n3;B;14.02.2024;7\n"
    intake.load(empty_workspace, draft_of(empty_workspace, first))
    again = draft_of(
        empty_workspace, f"{SALES}1;A;13.02.2024;6\n1;A;13.02.2024;4\n3;B;20.02.2024;-7\n4;B;13.02.2024;5\n"
    )
    said = {line.rule: line for line in intake.dry_run(empty_workspace, again).summaries}["orders_again"]
    assert (said.level, said.count, said.values) == ("warning", 2, {"orders": 1})
    updated = intake.answer(again, "mode", "upsert")
    assert "orders_again" not in {line.rule for line in intake.dry_run(empty_workspace, updated).summaries}
    done = intake.load(empty_workspace, intake.answer(updated, "mode", "append"))
    assert "orders_again" in intake.finding_counts(empty_workspace, done.load_id)["rule"].tolist()


def test_numbers_that_are_stored_with_zeros_before_them_are_warned_of(empty_workspace: Workspace) -> None:
    first = "Müşteri No;Sipariş No;Tarih;Tutar\n0101;1;13.02.2024;5\n0X2;2;13.02.2024;5\n"
    intake.load(empty_workspace, intake.draft_file(empty_workspace, first.encode(), "ocak.csv"))
    later = "Müşteri No;Sipariş No;Tarih;Tutar\n101;3;14.02.2024;5\n101;4;14.02.2024;5\nX2;5;14.02.2024;5\n0101;6;14.02.2024;5\n"
    draft = intake.draft_file(empty_workspace, later.encode(), "subat.csv")
    tried = intake.dry_run(empty_workspace, draft)
    said = {line.rule: line for line in tried.summaries}["stored_but_for_zeros"]
    assert (said.count, said.level, dict(said.values)) == (
        2, "warning", {"customers": 1, "arrived_id": "101", "stored_id": "0101"},
    )  # fmt: skip
    assert intake.load(empty_workspace, draft) == tried
    people = intake.draft_file(empty_workspace, b"customer no;name\n00101;Ada\n", "people.csv")
    assert "stored_but_for_zeros" in {line.rule for line in intake.dry_run(empty_workspace, people).summaries}
