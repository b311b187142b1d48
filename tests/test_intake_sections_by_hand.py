"""By hand: customers named in a line above their rows, or in the first row of their group only: asked, told, never guessed."""

import pytest

from crm_core import intake
from crm_core.intake import Draft
from crm_core.intake.sections import code_in, without_label
from crm_core.store import Workspace

HEAD = "Tarih;Fiş No;Tutar\n"
ACCOUNT = (
    "Cari Hesap Ekstresi\n\n" + HEAD + "120.01.001 ABC Ltd. Şti.;;\n15.01.2024;F1;1,50\n16.01.2024;F2;2,00\n"
    "120.01.001 ABC Ltd. Şti. Toplamı;;3,50\n120.01.002 XYZ A.Ş.\n17.01.2024;F3;4,00\nGenel Toplam;;7,50\n"
)


def _drafted(workspace: Workspace, text: str, **choices: str) -> Draft:
    draft = intake.draft_file(workspace, text.encode(), "ekstre.csv")
    draft = intake.answer(draft, "sheet", "transactions")
    return intake.answer_all(draft, {f"down.{name}": choice for name, choice in choices.items()}) if choices else draft


def _rows(workspace: Workspace, draft: Draft) -> list[tuple[str, str]]:
    found = intake.check(workspace, draft).rows().sort_by("row_number").to_pylist()
    return [(row["order_id"], row["customer_id"]) for row in found]


def test_lines_above_rows_are_asked_for_with_what_each_answer_means(empty_workspace: Workspace):
    (question,) = _drafted(empty_workspace, ACCOUNT).sheet.questions
    assert (question.key, question.values) == ("down.customer_id", {"line": "120.01.001 ABC Ltd. Şti.", "n": 2})
    assert {choice.code: choice.values for choice in question.choices} == {
        "code": {"code": "120.01.001"},
        "whole": {"line": "120.01.001 ABC Ltd. Şti."},
        "no": {},
    }


def test_the_number_or_the_whole_line_stands_for_the_rows_below_and_is_told(empty_workspace: Workspace):
    draft = _drafted(empty_workspace, ACCOUNT, customer_id="code")
    assert _rows(empty_workspace, draft) == [("F1", "120.01.001"), ("F2", "120.01.001"), ("F3", "120.01.002")]
    assert draft.sheet.fed["customer_id"] == "↓ Tarih"
    told = {(line.rule, line.heading): line.count for line in intake.check(empty_workspace, draft).summaries}
    assert told == {("taken_from_above", "↓ Tarih"): 3, ("total_rows", None): 2}
    whole = intake.answer(draft, "down.customer_id", "whole")
    assert _rows(empty_workspace, whole)[-1] == ("F3", "120.01.002 XYZ A.Ş.")


def test_no_asks_for_a_column_instead_and_the_lines_stay_rows(empty_workspace: Workspace):
    draft = _drafted(empty_workspace, ACCOUNT, customer_id="no")
    assert [question.key for question in draft.sheet.questions] == ["field.customer_id"]
    assert draft.cells().num_rows == 7


@pytest.mark.parametrize(
    ("line", "code", "whole"),
    [
        ("120.01.001 ABC Ltd.", "120.01.001", "120.01.001 ABC Ltd."),
        ("Cari Kodu : 120-7 - Öz Gıda", "120-7", "120-7 - Öz Gıda"),
        ("Müşteri: C0017", "C0017", "C0017"),
        ("Cari Hesap: 120.01.001 ŞEKER MARKET", "120.01.001", "120.01.001 ŞEKER MARKET"),
        ("Cari Hesap Kodu : 120.01.001 ŞEKER", "120.01.001", "120.01.001 ŞEKER"),
        ("Hesap: 120.01.002", "120.01.002", "120.01.002"),
        ("Account: C-12 Ada", "C-12", "C-12 Ada"),
        ("Cari: 0017", "0017", "0017"),
        ("ABC Ltd. Şti.", "", "ABC Ltd. Şti."),
        ("Saat: 12", "", "Saat: 12"),
    ],
)
def test_the_number_in_a_line(line: str, code: str, whole: str):
    assert (code_in(line), without_label(line)) == (code, whole)


def test_the_first_customer_may_stand_above_the_headings(empty_workspace: Workspace):
    text = "Rapor\n120.01 Ada\n" + HEAD + "15.01.2024;F1;1,50\n120.02 Öz\n" + HEAD + "16.01.2024;F2;2,00\n"
    draft = _drafted(empty_workspace, text, customer_id="code")
    assert _rows(empty_workspace, draft) == [("F1", "120.01"), ("F2", "120.02")]


def test_a_line_over_two_rows_and_one_nobody_understands(empty_workspace: Workspace):
    text = (
        HEAD
        + "Öz Gıda\n120.01\n15.01.2024;F1;1,50\n120.02 Ada\n16.01.2024;F2;2,00\nbir\niki\nüç\ndört\n17.01.2024;F3;3,00\n"
    )
    draft = _drafted(empty_workspace, text, customer_id="code")
    assert _rows(empty_workspace, draft) == [("F1", "120.01"), ("F2", "120.02")]
    found = {line.rule: line.count for line in intake.check(empty_workspace, draft).summaries}
    assert found["missing_customer"] == 1 and found["ragged"] == 4


def test_a_sum_without_a_word_names_nobody_and_ends_the_customer(empty_workspace: Workspace):
    text = HEAD + "120.01 Ada;;\n15.01.2024;F1;1,50\n;;1.50\n16.01.2024;F2;2,00\n120.02 Öz;;\n17.01.2024;F3;3,00\n"
    draft = _drafted(empty_workspace, text, customer_id="code")
    assert _rows(empty_workspace, draft) == [("F1", "120.01"), ("F3", "120.02")]


def test_cells_that_stand_for_the_rows_below_them_are_asked_for(empty_workspace: Workspace):
    text = "Cari Kod;Tarih;Fiş No;Tutar\nC1;15.01.2024;F1;1,00\n;;F2;2,00\n;;F3;3,00\nC2;16.01.2024;F4;4,00\n;;F5;5,00\n;;F6;6,00\n"
    draft = _drafted(empty_workspace, text)
    assert [question.key for question in draft.sheet.questions] == ["down.customer_id", "down.ordered_at"]
    filled = intake.answer_all(draft, {"down.customer_id": "fill", "down.ordered_at": "fill"})
    assert [customer for _, customer in _rows(empty_workspace, filled)] == ["C1"] * 3 + ["C2"] * 3
    left = intake.answer_all(draft, {"down.customer_id": "no", "down.ordered_at": "no"})
    assert _rows(empty_workspace, left) == [("F1", "C1"), ("F4", "C2")]


def test_customers_missing_here_and_there_are_no_groups(empty_workspace: Workspace):
    text = "Cari Kod;Tarih;Fiş No;Tutar\n" + "".join(
        f"{'' if number % 3 == 1 else 'C' + str(number)};{10 + number}.01.2024;F{number};1,00\n" for number in range(12)
    )
    assert _drafted(empty_workspace, text).sheet.questions == ()


def test_the_next_file_with_these_headings_is_read_alike(empty_workspace: Workspace):
    intake.load(empty_workspace, _drafted(empty_workspace, ACCOUNT, customer_id="code"))
    later = intake.draft_file(empty_workspace, ACCOUNT.replace("F1", "F9").encode(), "nisan.csv")
    assert later.sheet.questions == () and _rows(empty_workspace, later)[0] == ("F9", "120.01.001")
