"""By hand: the finer work on the import page as a reader does it: words, shapes, fixes, mappings used before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from crm_core import cockpit, intake
from crm_core.screen.navigation import PAGES
from crm_core.store import Workspace
from tests.house.screens import open_page, texts_of
from tests.workbooks import rewritten

PAGE = {entry.file: entry for entry in PAGES}
CONTACTS = "Müşteri No;Temas Tarihi;Tür;Ad;Soyad\nA;01.02.2024;bilmece;Su;Ak\nB;31.02.2024;Şikayet;Öz;Işık\n"
SALES = "Fatura No;Cari Kod;Tarih;Tutar\n1;A;13.02.2024;1.234,50\n2;B;14.02.2024;5\n;GENEL TOPLAM;;1.239,50\n"


@pytest.fixture(autouse=True)
def workspaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with one empty workspace."""
    monkeypatch.setenv("CRM_WORKSPACES", str(tmp_path))
    cockpit.create_workspace("shop", "Shop", "TRY")
    yield
    cockpit.close_workspaces()


def shop() -> Workspace:
    return cockpit.open_workspace(cockpit.workspace_path("shop"))


def faults(screen: AppTest) -> list[str]:
    return [element.value for element in (*screen.exception, *screen.error)]


def press(screen: AppTest, label: str) -> AppTest:
    return next(button for button in screen.button if button.label == label).click().run()


def test_unknown_words_and_rows_to_mend_stand_on_the_page() -> None:
    draft = intake.draft_file(shop(), CONTACTS.encode(), "temas.csv")
    screen = open_page(PAGE["import_data"], "tr", workspace="shop", draft=draft.draft_id)
    said = texts_of(screen)
    assert faults(screen) == []
    assert {"bilmece", "Hatalı satırları burada düzelt", "Sütunları birleştir veya böl"} <= said
    intake.answer_all(draft, {"value.kind.bilmece": "contact", "fix.1.row3.Temas Tarihi": "29.02.2024"})
    screen.run()
    assert "Geri al: 3. satır, Temas Tarihi: “29.02.2024”" in {button.label for button in screen.button}
    assert "2 satırı yükle" in {button.label for button in screen.button}
    press(screen, "Geri al: 3. satır, Temas Tarihi: “29.02.2024”")
    assert faults(screen) == [] and "1 satırı yükle" in {button.label for button in screen.button}


def test_a_reading_is_shown_with_samples_and_changed_by_one_click() -> None:
    draft = intake.draft_file(shop(), SALES.encode("cp1254"), "satış.csv")
    screen = open_page(PAGE["import_data"], "en", workspace="shop", draft=draft.draft_id)
    said = texts_of(screen)
    assert "**Tutar**: “1.234,50” = 1,234.5 · “5” = 5 · “1.239,50” = 1,239.5" in said
    assert "**Tarih**: “13.02.2024” = 13 February 2024 · “14.02.2024” = 14 February 2024" in said
    assert "GENEL TOPLAM | 1.239,50" in said
    totals = next(choice for choice in screen.button_group if choice.label == "Rows with sums")
    totals.set_value("keep").run()
    assert faults(screen) == []
    assert intake.open_draft(shop(), draft.draft_id).choices == {"totals": "keep"}


def test_rows_mended_outside_are_dropped_on_the_page_and_their_import_continues() -> None:
    draft = intake.draft_file(shop(), CONTACTS.encode(), "temas.csv")
    book = intake.error_workbook(intake.check(shop(), draft), draft, "tr")
    screen = open_page(PAGE["import_data"], "tr", workspace="shop")
    screen.file_uploader[0].upload("düzeltilmiş.xlsx", rewritten(book, {(1, 4): "şikayet", (2, 3): "29.02.2024"})).run()
    assert faults(screen) == []
    assert "**temas.csv**, 2 satır" in texts_of(screen)
    assert "2 satırı yükle" in {button.label for button in screen.button}
    press(screen, "2 satırı yükle")
    assert faults(screen) == []
    history = open_page(PAGE["loads"], "tr", workspace="shop")
    assert faults(history) == []
    press(history, "Bu eşleştirmeyi unut")
    assert faults(history) == [] and intake.saved_mappings(shop()) == ()


def test_a_mapping_used_before_is_said_and_can_be_set_aside() -> None:
    first = intake.answer(intake.draft_file(shop(), SALES.encode(), "ocak.csv"), "map.Tutar", "amount")
    intake.load(shop(), first)
    draft = intake.draft_file(shop(), SALES.replace("5\n", "6\n").encode(), "şubat.csv")
    screen = open_page(PAGE["import_data"], "tr", workspace="shop", draft=draft.draft_id)
    assert "%100 · daha önce kullanıldı" in texts_of(screen)
    press(screen, "Bu dosya için kullanma")
    assert faults(screen) == [] and "daha önce kullanıldı" not in texts_of(screen)


def test_an_account_with_two_columns_of_amounts_is_kept_or_turned_by_one_click() -> None:
    text = "Cari Kod;Tarih;Fiş No;Borç;Alacak\nC1;15.01.2024;F1;9,00;\nC1;16.01.2024;F2;;4,00\n"
    draft = intake.draft_file(shop(), text.encode(), "ekstre.csv")
    draft = intake.answer(intake.answer(draft, "sheet", "transactions"), "field.amount", "Borç")
    intake.answer(draft, "movements", "keep")
    screen = open_page(PAGE["import_data"], "tr", workspace="shop", draft=draft.draft_id)
    assert "**Hesap hareketleri, “Borç” ve “Alacak” sütunlarına göre**" in texts_of(screen)
    side = next(choice for choice in screen.button_group if choice.label == "Yalnızca “Alacak” olan satırlar (1)")
    assert side.value == "keep"
    side.set_value("below").run()
    assert faults(screen) == []
    kept = intake.open_draft(shop(), draft.draft_id)
    assert ("movements" in kept.choices, kept.choices["credits"]) == (False, "below")
    assert "2 satırı yükle" in {button.label for button in screen.button}
