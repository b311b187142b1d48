"""By hand: dated notes and targets, typed and brought in a small sheet; a sheet that cannot be read enters nothing."""

from datetime import date

import pytest

from crm_core.errors import FileFault
from crm_core.intake.entries import read_entries
from crm_core.store import Workspace
from crm_core.store.entries import DatedNote, Target, all_targets, dated_notes, enter, remove_note


def test_notes_are_read_from_a_turkish_sheet() -> None:
    sheet = "Tarih;Açıklama;Ölçü;Yeniden hesapla\n01.05.2025;Yeni çağrı merkezi;memnuniyet;evet\n15.09.2025;Fiyat artışı;;\n"
    assert read_entries(sheet.encode("cp1254"), "notlar.csv").notes == (
        DatedNote(date(2025, 5, 1), "Yeni çağrı merkezi", "csat", True),
        DatedNote(date(2025, 9, 15), "Fiyat artışı"),
    )


def test_targets_of_shares_are_written_in_per_cent() -> None:
    sheet = "metric;month;value\ncsat;2025-07;75,5\nnps_by_month;2025-07;40\n"
    assert read_entries(sheet.encode(), "targets.csv").targets == (
        Target("csat_by_month", date(2025, 7, 1), 0.755),
        Target("nps_by_month", date(2025, 7, 1), 40.0),
    )


@pytest.mark.parametrize(
    "sheet",
    [
        "day,text\n2025-13-01,x\n",
        "day,text\n2025-05-01,\n2025-05-02,y\n",
        "day,text,measure\n2025-05-01,x,joy\n",
        "day,text\n03/04/2025,either day\n",
        "metric,month,value\ncsat,2025-07,0.75\n",
        "metric,month,value\nrevenue,2025-07,75\n",
        "name,price\nA,1\n",
    ],
)
def test_a_sheet_with_one_cell_that_cannot_be_read_is_refused_whole(sheet: str) -> None:
    with pytest.raises(FileFault):
        read_entries(sheet.encode(), "entries.csv")


def test_notes_and_targets_are_kept_replaced_and_taken_away(empty_workspace: Workspace) -> None:
    notes = (DatedNote(date(2025, 9, 15), "later"), DatedNote(date(2025, 5, 1), "first", "nps", True))
    enter(empty_workspace, notes, (Target("nps_by_month", date(2025, 7, 1), 40.0),))
    enter(empty_workspace, (), (Target("nps_by_month", date(2025, 7, 1), 45.0),))
    kept = dated_notes(empty_workspace)
    assert [(note.text, note.measure, note.is_rebase) for note in kept] == [
        ("first", "nps", True),
        ("later", None, False),
    ]
    assert all_targets(empty_workspace) == (Target("nps_by_month", date(2025, 7, 1), 45.0),)
    remove_note(empty_workspace, kept[0].note_id)
    assert [note.text for note in dated_notes(empty_workspace)] == ["later"]
    assert empty_workspace.target("nps_by_month", date(2025, 8, 31)) == 45.0
