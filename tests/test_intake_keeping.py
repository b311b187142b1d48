"""Edges: drafts and originals on each side of their days."""

import io
import os
import time

import pytest
import xlsxwriter

from crm_core import intake
from crm_core.store import Workspace

SALES = b"invoice no;customer;date;amount\n1;A;2024-01-01;5\n"
PEOPLE = b"customer no;name\nA;Ada\n"


def aged(draft: intake.Draft, days: float) -> None:
    moment = time.time() - days * 86_400
    os.utime(draft.folder / "draft.json", (moment, moment))


def test_old_drafts_go_and_originals_of_loads_stay_for_their_own_days(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DRAFTS_KEPT_DAYS", "10")
    monkeypatch.setenv("CRM_ORIGINALS_KEPT_DAYS", "20")
    loaded = intake.draft_file(empty_workspace, SALES, "sales.csv")
    left = intake.draft_file(empty_workspace, PEOPLE, "people.csv")
    intake.load(empty_workspace, loaded)
    for days, kept in ((9.9, (True, True)), (10.1, (True, False)), (19.9, (True, False)), (20.1, (False, False))):
        for draft in (loaded, left):
            if intake.has_draft(empty_workspace, draft.draft_id):
                aged(draft, days)
        intake.prune(empty_workspace)
        assert tuple(intake.has_draft(empty_workspace, draft.draft_id) for draft in (loaded, left)) == kept
    assert intake.rows_by_sheet(empty_workspace)["transactions"] == 1


def test_the_original_of_a_load_taken_back_is_an_ordinary_draft(
    empty_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DRAFTS_KEPT_DAYS", "10")
    draft = intake.draft_file(empty_workspace, SALES, "sales.csv")
    intake.load(empty_workspace, draft)
    intake.undo(empty_workspace, 1)
    aged(draft, 11)
    assert intake.prune(empty_workspace) == 1
    (again,) = intake.draft_files(empty_workspace, SALES, "sales.csv")
    assert intake.load(empty_workspace, again).load_id == 2


def test_unfinished_drafts_are_those_that_no_load_came_from_the_last_touched_first(empty_workspace: Workspace) -> None:
    sales = intake.draft_file(empty_workspace, SALES, "sales.csv")
    people = intake.draft_file(empty_workspace, PEOPLE, "people.csv")
    aged(sales, 2)
    aged(people, 1)
    assert [draft.file_name for draft in intake.unfinished_drafts(empty_workspace, 5)] == ["people.csv", "sales.csv"]
    assert [draft.file_name for draft in intake.unfinished_drafts(empty_workspace, 1)] == ["people.csv"]
    intake.load(empty_workspace, people)
    assert [draft.draft_id for draft in intake.unfinished_drafts(empty_workspace, 5)] == [sales.draft_id]
    intake.undo(empty_workspace, 1)
    assert len(intake.unfinished_drafts(empty_workspace, 5)) == 2


def test_a_workbook_of_mended_rows_is_no_draft_to_go_on_with(empty_workspace: Workspace) -> None:
    wrong = intake.draft_file(empty_workspace, SALES + b"2;B;someday;7\n", "sales.csv")
    result = intake.check(empty_workspace, wrong)
    mended = intake.draft_file(empty_workspace, intake.error_workbook(result, wrong, "en"), "mended.xlsx")
    assert mended.draft_id == wrong.draft_id
    assert [draft.file_name for draft in intake.unfinished_drafts(empty_workspace, 5)] == ["sales.csv"]


def test_a_workbook_stands_there_tab_by_tab_and_not_as_a_whole_beside_them(empty_workspace: Workspace) -> None:
    tabs = {"Satış": [["Fatura No", "Cari Kodu", "Tarih", "Tutar"], ["1", "A", "13.02.2024", "5,00"]]}
    tabs |= {"Cariler": [["Cari Kodu", "Ünvan"], ["A", "Ada"]]}
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, rows in tabs.items():
            tab = book.add_worksheet(name)
            for place, row in enumerate(rows):
                tab.write_row(place, 0, row)
    intake.draft_files(empty_workspace, target.getvalue(), "kitap.xlsx")
    assert {draft.tab for draft in intake.unfinished_drafts(empty_workspace, 5)} == {"Satış", "Cariler"}
