"""By hand: the import and the loads page as a reader goes through them, from a doubtful file to the undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crm_core import cockpit, intake
from crm_core.screen.navigation import PAGES
from tests.house.screens import open_page, texts_of

PAGE = {entry.file: entry for entry in PAGES}
DOUBTFUL = b"Fatura No;Cari Kod;Tarih;Tutar\n1;A;01/02/2024;1.234\n2;;03/04/2024;5.678\n3;B;04/05/2024;9.001\n"


@pytest.fixture(autouse=True)
def workspaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with one empty workspace."""
    monkeypatch.setenv("CRM_WORKSPACES", str(tmp_path))
    cockpit.create_workspace("shop", "Shop", "TRY")
    yield
    cockpit.close_workspaces()


def faults(screen: AppTest) -> list[str]:
    return [element.value for element in (*screen.exception, *screen.error)]


def test_a_doubtful_file_is_asked_about_loaded_and_taken_back() -> None:
    screen = open_page(PAGE["import_data"], "tr", workspace="shop")
    screen.file_uploader[0].upload("satış.csv", DOUBTFUL).run()
    assert faults(screen) == []
    assert "“Tarih” sütununda 01/02/2024 hangi gün?" in texts_of(screen)
    screen.radio[0].set_value("day-first").run()
    screen.radio[0].set_value("comma").run()
    assert faults(screen) == []
    assert {"3", "2", "1", "₺10.235,00"} <= {metric.value for metric in screen.metric}
    next(button for button in screen.button if button.label == "2 satırı yükle").click().run()
    assert faults(screen) == []
    assert "satış.csv: 3 satırın 2 tanesi yüklendi, 1 tanesi alınmadı. Yükleme numarası 1." in texts_of(screen)

    history = open_page(PAGE["loads"], "tr", workspace="shop")
    assert "Müşteri numarası yok; satırın kime ait olduğu belli değil" in texts_of(history)
    history.checkbox[0].check().run()
    next(button for button in history.button if button.label == "Bu yüklemeyi geri al").click().run()
    assert faults(history) == []
    assert "geri alındı" in texts_of(history)


def test_a_link_brings_the_draft_back_and_a_strange_one_says_so() -> None:
    workspace = cockpit.open_workspace(cockpit.workspace_path("shop"))
    draft = intake.draft_file(workspace, DOUBTFUL, "sales.csv")
    screen = open_page(PAGE["import_data"], "en", workspace="shop", draft=draft.draft_id)
    assert "In the column “Tutar”, what does 1.234 mean?" in texts_of(screen)
    strange = open_page(PAGE["import_data"], "en", workspace="shop", draft="0" * 64)
    assert faults(strange) == []
    assert "The draft in this link does not belong to this workspace. Bring the file again." in texts_of(strange)


def test_a_file_that_cannot_be_read_is_said_and_another_can_be_brought() -> None:
    screen = open_page(PAGE["import_data"], "tr", workspace="shop")
    screen.file_uploader[0].upload("boş.csv", b"a;b\n").run()
    assert screen.exception.len == 0
    assert any("Dosyada başlıklar var ama satır yok." in text for text in texts_of(screen))
    screen.file_uploader[0].upload("satış.csv", DOUBTFUL).run()
    assert "“Tarih” sütununda 01/02/2024 hangi gün?" in texts_of(screen)


def test_several_tables_come_at_once_and_are_taken_one_after_the_other() -> None:
    screen = open_page(PAGE["import_data"], "tr", workspace="shop")
    people = b"Customer no;Name;Sector\nA;Ada;food\n"
    arrived = [
        ("satış.csv", DOUBTFUL, "text/csv"),
        ("boş.csv", b"a;b\n", "text/csv"),
        ("people.csv", people, "text/csv"),
    ]
    screen.file_uploader[0].set_value(arrived).run()
    assert screen.exception.len == 0
    assert any("Dosyada başlıklar var ama satır yok." in text for text in texts_of(screen))
    next(button for button in screen.button if button.label == "people.csv · 1 satır").click().run()
    assert faults(screen) == []
    shown = texts_of(screen)
    assert (
        "**Yükleme neleri değiştirecek.** Deneme olarak yapıldı ve geri alındı; henüz hiçbir şey saklanmadı." in shown
    )
    next(button for button in screen.button if button.label == "1 satırı yükle").click().run()
    assert "“Tarih” sütununda 01/02/2024 hangi gün?" in texts_of(screen)


def test_waiting_rows_are_shown_and_a_restore_takes_everything_back() -> None:
    workspace = cockpit.open_workspace(cockpit.workspace_path("shop"))
    text = b"Fatura No;Cari Kod;Tarih;Tutar\n1;A;01.02.2024;5\n2;B;01.02.2024;7\n"
    draft = intake.answer(intake.draft_file(workspace, text, "sales.csv"), "orphans", "quarantine")
    intake.load(workspace, draft)
    screen = open_page(PAGE["loads"], "tr", workspace="shop")
    assert "Karantinada bekleyen satırlar" in texts_of(screen)
    next(box for box in screen.checkbox if "sonrakilerin hepsini" in box.label).check().run()
    next(button for button in screen.button if "öncesine döndür" in button.label).click().run()
    assert faults(screen) == []
    assert intake.quarantine(workspace).empty
