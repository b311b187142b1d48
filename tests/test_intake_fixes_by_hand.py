"""By hand: fixes in place, taken back one by one, kept with the draft and its load, and rows mended outside."""

import io
import json
from collections.abc import Mapping
from decimal import Decimal

import pytest
import xlsxwriter

from crm_core import intake
from crm_core.errors import FileFault, QuestionFault
from crm_core.intake import Draft
from crm_core.store import Workspace
from tests.workbooks import rewritten, tables_of

SALES = """Fatura No;Cari Kod;Tarih;Tutar;Şube
F-1;A;15.03.2024;1.234,56; izmir  konak
F-2;;16.03.2024;99,90;IĞDIR
F-3;B;31.02.2024;yok;=izmir
F-4;C;17.03.2024;5,00
"""


def drafted(workspace: Workspace) -> Draft:
    return intake.draft_file(workspace, SALES.encode(), "satış.csv")


def answered(draft: Draft, choices: Mapping[str, str]) -> Draft:
    for key, choice in choices.items():
        draft = intake.answer(draft, key, choice)
    return draft


def column(workspace: Workspace, draft: Draft, name: str) -> list[object]:
    return intake.check(workspace, draft).rows().column(name).to_pylist()


def test_a_cell_set_in_place_is_read_like_any_other(empty_workspace: Workspace) -> None:
    draft = answered(
        drafted(empty_workspace),
        {"fix.1.row3.Cari Kod": "Z", "fix.2.row4.Tarih": "29.02.2024", "fix.3.row4.Tutar": "(7,50)"},
    )
    result = intake.check(empty_workspace, draft)
    assert (result.rows_accepted, result.rows_refused) == (3, 1)
    assert column(empty_workspace, draft, "amount") == [Decimal("1234.5600"), Decimal("99.9000"), Decimal("-7.5000")]
    assert column(empty_workspace, draft, "customer_id") == ["A", "Z", "B"]


@pytest.mark.parametrize(
    ("key", "choice", "branches"),
    [
        ("fix.1.trim.Şube", "all", ["izmir konak", "IĞDIR", "=izmir"]),
        ("fix.1.upper.Şube", "all", ["İZMİR  KONAK", "IĞDIR", "=İZMİR"]),
        ("fix.1.lower.Şube", "all", ["izmir  konak", "ığdır", "=izmir"]),
        ("fix.1.title.Şube", "all", ["İzmir  Konak", "Iğdır", "=İzmir"]),
        ("fix.1.replace.Şube", '["izmir", "Ege"]', ["Ege  konak", "IĞDIR", "=Ege"]),
        ("fix.1.set.Şube", '["IĞDIR", ""]', ["izmir  konak", "", "=izmir"]),
    ],
)
def test_a_column_is_put_right_by_turkish_rules(
    empty_workspace: Workspace, key: str, choice: str, branches: list[str]
) -> None:
    whole = {"fix.8.fill.Cari Kod": "N", "fix.9.row4.Tarih": "1.3.2024", "fix.10.row4.Tutar": "1"}
    draft = answered(drafted(empty_workspace), {**whole, key: choice})
    assert [said or "" for said in column(empty_workspace, draft, "branch")] == branches


def test_the_grid_holds_rows_with_errors_and_a_changed_cell_is_a_fix(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace)
    rows = intake.rows_to_mend(intake.check(empty_workspace, draft), draft, "en")
    assert rows["row_number"].tolist() == [3, 4, 5]
    assert rows["reason"].tolist()[1] == "Tarih: A required cell cannot be read; Tutar: A required cell cannot be read"
    assert list(rows.columns[1:-1]) == list(draft.sheet.file_headings)
    edited = rows.copy()
    edited.loc[0, "Cari Kod"] = "Z"
    edited.loc[1, "Şube"] = None
    made = intake.cell_fixes(rows, edited, 4, intake.EMPTIED)
    assert made == {"fix.4.row3.Cari Kod": "Z", "fix.5.row4.Şube": '""'}
    assert intake.cell_fixes(rows, rows.copy(), 1, intake.EMPTIED) == {}
    assert column(empty_workspace, intake.answer_all(draft, made), "customer_id") == ["A", "Z"]


def test_fixes_are_carried_out_in_order_and_each_can_be_taken_back(empty_workspace: Workspace) -> None:
    draft = answered(
        drafted(empty_workspace),
        {"fix.1.fill.Cari Kod": "N", "fix.2.set.Cari Kod": '["N", "M"]', "fix.10.set.Cari Kod": '["M", "L"]'},
    )
    assert [(fix.number, fix.kind, fix.old, fix.new) for fix in intake.fixes(draft.choices)] == [
        (1, "fill", "", "N"),
        (2, "set", "N", "M"),
        (10, "set", "M", "L"),
    ]
    assert column(empty_workspace, draft, "customer_id") == ["A", "L"]
    assert intake.next_fix(draft.choices) == 11
    back = intake.answer(draft, "fix.2.set.Cari Kod", "")
    assert column(empty_workspace, back, "customer_id") == ["A", "N"]
    reopened = intake.open_draft(empty_workspace, draft.draft_id)
    assert reopened == back


def test_a_fix_is_on_record_with_its_load(empty_workspace: Workspace) -> None:
    draft = intake.answer(drafted(empty_workspace), "fix.1.row3.Cari Kod", "Z")
    intake.load(empty_workspace, draft)
    understood = json.loads(intake.loads(empty_workspace)["understood"].iloc[0])
    assert understood["choices"]["fix.1.row3.Cari Kod"] == "Z"
    assert all(not key.startswith("fix.") for kept in intake.saved_mappings(empty_workspace) for key in kept.choices)


def test_a_row_of_too_few_cells_is_whole_once_its_cells_are_written(empty_workspace: Workspace) -> None:
    draft = answered(
        drafted(empty_workspace),
        {
            "fix.1.row5.Fatura No": "F-4",
            "fix.2.row5.Cari Kod": "C",
            "fix.3.row5.Tarih": "17.03.2024",
            "fix.4.row5.Tutar": "5",
        },
    )
    assert column(empty_workspace, draft, "order_id") == ["F-1", "F-4"]


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        ("fix.1.trim.Yok", "all"),
        ("fix.1.trim.Tutar", "some"),
        ("fix.x.trim.Tutar", "all"),
        ("fix.1.replace.Tutar", '["", "x"]'),
        ("fix.1.replace.Tutar", "not a pair"),
        ("fix.1.explode.Tutar", "all"),
    ],
)
def test_an_impossible_fix_is_refused(empty_workspace: Workspace, key: str, choice: str) -> None:
    with pytest.raises(QuestionFault, match="not possible"):
        intake.answer(drafted(empty_workspace), key, choice)


def test_rows_mended_outside_continue_their_draft(empty_workspace: Workspace) -> None:
    draft = drafted(empty_workspace)
    book = intake.error_workbook(intake.check(empty_workspace, draft), draft, "tr")
    (rows,) = tables_of(book).values()
    assert rows[0] == ["crm_draft", "crm_row", "Fatura No", "Cari Kod", "Tarih", "Tutar", "Şube", "Neden"]
    assert [row[1] for row in rows[1:]] == ["3", "4", "5"]
    assert rows[2][6] == "'=izmir"
    mended = rewritten(book, {(1, 3): "Z", (2, 4): "29.02.2024", (2, 5): 1234.5})
    continued = intake.draft_file(empty_workspace, mended, "mended.xlsx")
    assert continued.draft_id == draft.draft_id
    assert {fix.key: fix.new for fix in intake.fixes(continued.choices)} == {
        "fix.1.row3.Cari Kod": "Z",
        "fix.2.row4.Tarih": "29.02.2024",
        "fix.3.row4.Tutar": "1234,5",
    }
    assert column(empty_workspace, continued, "amount") == [Decimal("1234.5600"), Decimal("99.9"), Decimal("1234.5")]
    assert intake.draft_file(empty_workspace, mended, "again.xlsx").choices == continued.choices


def test_mended_rows_of_a_draft_that_is_gone_say_so(empty_workspace: Workspace) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["crm_draft", "crm_row", "Tutar", "Neden"])
        sheet.write_row(1, 0, ["0" * 64, "2", "5", "x"])
    with pytest.raises(FileFault, match="no longer kept"):
        intake.draft_file(empty_workspace, target.getvalue(), "mended.xlsx")


def test_a_mended_customer_that_lost_its_zeros_is_warned_of(empty_workspace: Workspace) -> None:
    text = "Fatura No,Cari Kodu,Tarih,Tutar\nF1,0101,13.03.2024,1\nF2,,14.03.2024,2\nF3,0102,15.03.2024,3\nF4,7,16.03.2024,4\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "sıfır.csv")
    result = intake.check(empty_workspace, draft)
    assert "without_zeros" not in {line.rule for line in result.summaries}
    mended = rewritten(intake.error_workbook(result, draft, "tr"), {(1, 3): 101.0})
    back = intake.draft_file(empty_workspace, mended, "sıfır-duzeltilmis.xlsx")
    result = intake.check(empty_workspace, back)
    (line,) = [line for line in result.summaries if line.rule == "without_zeros"]
    assert (line.field, line.count, line.level) == ("customer_id", 1, "warning")
    assert [found.row_number for found in intake.findings(result, back) if found.rule == "without_zeros"] == [3]
    assert result.rows().sort_by("row_number").column("customer_id").to_pylist() == ["0101", "101", "0102", "7"]
