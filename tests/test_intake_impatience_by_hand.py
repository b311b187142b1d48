"""By hand: a reader who answers and presses in one go, presses twice, or looks elsewhere while a load is under way."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm_core import cockpit, intake
from crm_core.intake.personal import stated
from crm_core.screen.navigation import PAGES
from crm_core.store import Workspace
from crm_core.words import translate
from tests.house.screens import open_page, texts_of

IMPORT = next(entry for entry in PAGES if entry.file == "import_data")
PEOPLE = "Müşteri No;Ad Soyad;Şehir\n1;Ayşe Yılmaz;İzmir\n2;Işıl Ünal;Ankara\n3;Bora Çelik;\n".encode()
SALES = b"Order no;Customer no;Order date;Amount\n1;A;2024-01-31;10.5\n2;B;2024-02-15;20.5\n2;B;2024-02-15;20.5\n"


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A folder with one empty workspace."""
    monkeypatch.setenv("CRM_WORKSPACES", str(tmp_path))
    yield cockpit.create_workspace("shop", "Shop", "TRY")
    cockpit.close_workspaces()


def opened(shop: Workspace, content: bytes, name: str) -> AppTest:
    """The page of an import with the file in it."""
    draft = intake.draft_file(shop, content, name)
    return open_page(IMPORT, "tr", workspace="shop", draft=draft.draft_id)


def faults(screen: AppTest) -> list[str]:
    return [element.value for element in (*screen.exception, *screen.error)]


def field(elements: Iterable[Any], label: str) -> Any:
    return next(element for element in elements if element.label == translate(label, "tr"))


def press(screen: AppTest, label: str) -> Any:
    return field(screen.button, label).click()


def press_load(screen: AppTest, rows: str) -> Any:
    return next(button for button in screen.button if button.label == load_button(rows)).click()


def load_button(rows: str) -> str:
    return translate("Load {n} rows", "tr", n=rows)


def says(screen: AppTest, text: str) -> bool:
    return translate(text, "tr") in texts_of(screen)


def loads_of(shop: Workspace) -> int:
    return len(intake.loads(shop))


def test_a_field_filled_and_load_pressed_in_one_go_both_count(shop: Workspace) -> None:
    screen = opened(shop, PEOPLE, "people.csv")
    field(screen.text_input, "Where the data come from").set_value("Card form")
    press_load(screen, "3").run()
    assert faults(screen) == []
    assert says(screen, "6. Loaded")
    draft, *_ = (intake.open_draft(shop, path.parent.name) for path in shop.path.parent.glob("shop.files/*/draft.json"))
    assert stated(draft.choices).source == "Card form"


def test_two_answers_in_one_go_both_hold(shop: Workspace) -> None:
    screen = opened(shop, PEOPLE, "people.csv")
    field(screen.text_input, "Where the data come from").set_value("Card form")
    field(screen.selectbox, "Empty cells").set_value("clear")
    field(screen.selectbox, "Legal basis for keeping them").set_value("contract").run()
    assert faults(screen) == []
    draft, *_ = (intake.open_draft(shop, path.parent.name) for path in shop.path.parent.glob("shop.files/*/draft.json"))
    assert (stated(draft.choices).source, stated(draft.choices).basis, draft.choices["blank"]) == (
        "Card form",
        "contract",
        "clear",
    )


def test_what_nobody_saw_is_not_loaded(shop: Workspace) -> None:
    screen = opened(shop, SALES, "sales.csv")
    field(screen.selectbox, "Rows that stand word for word further up").set_value("drop")
    press_load(screen, "3").run()
    assert faults(screen) == []
    assert loads_of(shop) == 0
    assert says(screen, "Your last choice changed what the load will do. Look at it above and press again.")
    press_load(screen, "2").run()
    assert says(screen, "6. Loaded")


def test_a_column_mended_with_what_was_typed_last(shop: Workspace) -> None:
    screen = opened(shop, PEOPLE, "people.csv")
    field(screen.selectbox, "What to do").set_value("fill").run()
    field(screen.selectbox, "Column").set_value("Şehir")
    field(screen.text_input, "Write").set_value("Muğla").run()
    field(screen.text_input, "Write").set_value("Bursa")
    press(screen, "Change the whole column").run()
    assert faults(screen) == []
    assert any("Bursa" in text and "Şehir" in text for text in texts_of(screen))
    assert not any("Muğla" in text for text in texts_of(screen))


def test_an_answer_that_cannot_be_is_said_and_the_page_stands(shop: Workspace) -> None:
    screen = opened(shop, SALES, "sales.csv")
    field(screen.selectbox, "What is there already").set_value("period").run()
    field(screen.text_input, "Period (2024-01..2024-03); empty: that of the rows").set_value("spring").run()
    assert len(faults(screen)) == 1
    assert load_button("3") in {button.label for button in screen.button}
    field(screen.text_input, "Period (2024-01..2024-03); empty: that of the rows").set_value("2024-01..2024-02").run()
    assert faults(screen) == []


def test_a_load_goes_on_while_two_readers_follow_it_and_is_made_once(shop: Workspace) -> None:
    first, second = opened(shop, SALES, "sales.csv"), opened(shop, SALES, "sales.csv")
    with shop.change(rebuild=False, is_kept=False):
        runs = [Thread(target=press_load(screen, "3").run) for screen in (first, second)]
        for run in runs:
            run.start()
        runs[0].join(1)
        assert all(run.is_alive() for run in runs)
        assert loads_of(shop) == 0
    for run in runs:
        run.join()
    assert faults(first) == faults(second) == []
    assert loads_of(shop) == 1
    assert all(says(screen, "6. Loaded") for screen in (first, second))


def test_what_a_load_failed_of_is_said_above_the_draft(shop: Workspace) -> None:
    screen = opened(shop, SALES, "sales.csv")
    field(screen.text_input, "Rows that must be loaded").set_value("4").run()
    press_load(screen, "3").run()
    assert loads_of(shop) == 0
    assert len(faults(screen)) == 2
    assert load_button("3") in {button.label for button in screen.button}
