"""By hand: a reader who answers and presses in one go, presses twice, or looks elsewhere while a load is under way."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm_core import cockpit, intake
from crm_core.intake.personal import stated
from crm_core.screen import under_way
from crm_core.screen.import_result import TO_THE_TOP
from crm_core.screen.navigation import PAGES
from crm_core.store import Workspace
from crm_core.words import translate
from tests.house.screens import open_page, texts_of

IMPORT, LOADS = (next(entry for entry in PAGES if entry.file == file) for file in ("import_data", "loads"))
RESTORE = translate("Restore the workspace to before load {load_id}", "tr", load_id="1")
CHANGED = (
    "What the load will do has changed since you saw it, by your last choice or by another load. "
    "Look at it above and press again."
)
UNDO_CHANGED = "What taking the load back would do has changed since you saw it. Look at it again before you press."
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
    assert says(screen, CHANGED)
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


def test_a_load_pressed_on_the_way_to_another_workspace_is_made(shop: Workspace) -> None:
    cockpit.create_workspace("other", "Other", "TRY")
    screen = opened(shop, SALES, "sales.csv")
    press_load(screen, "3")
    field(screen.selectbox, "Workspace").set_value("other").run()
    assert faults(screen) == []
    with under_way.turn_of(shop.path):
        assert loads_of(shop) == 1


def test_a_load_that_another_load_made_a_different_one_is_not_made(shop: Workspace) -> None:
    screen = opened(shop, SALES, "sales.csv")
    intake.load(shop, intake.draft_file(shop, SALES, "the_same.csv"))
    press_load(screen, "3").run()
    assert faults(screen) == []
    assert loads_of(shop) == 1
    assert says(screen, CHANGED)


def test_the_result_comes_into_sight_where_the_next_table_is_at_hand(shop: Workspace) -> None:
    first, second = intake.draft_file(shop, SALES, "sales.csv"), intake.draft_file(shop, PEOPLE, "people.csv")
    screen = open_page(IMPORT, "tr", workspace="shop", draft=first.draft_id, waiting=second.draft_id)
    press_load(screen, "3").run()
    assert faults(screen) == []
    assert scrolls(screen) == 1
    assert scrolls(screen.run()) == 0


def scrolls(screen: AppTest) -> int:
    return sum(TO_THE_TOP in element.proto.body for element in screen.get("html"))


def loaded_sales(shop: Workspace, name: str) -> None:
    intake.load(shop, intake.draft_file(shop, SALES.replace(b"2024", name.encode()), f"{name}.csv"))


def at_the_undo(shop: Workspace, load_id: str, line: str) -> AppTest:
    loaded_sales(shop, "2024")
    screen = open_page(LOADS, "tr", workspace="shop", load=load_id)
    return next(box for box in screen.checkbox if box.label == translate(line, "tr", load_id=load_id)).check().run()


def test_an_undo_pressed_in_one_go_with_another_choice_is_made_and_said(shop: Workspace) -> None:
    screen = at_the_undo(shop, "1", "Yes, take load {load_id} back")
    press(screen, "Undo this load")
    field(screen.get("button_group"), "Dil · Language").set_value("en").run()
    assert faults(screen) == []
    assert list(intake.loads(shop)["state"]) == ["undone"]
    assert "Load 1 was taken back." in texts_of(screen)


def test_loads_that_came_after_the_reader_looked_are_not_taken_back(shop: Workspace) -> None:
    screen = at_the_undo(shop, "1", "Yes, take load {load_id} and every later one back")
    loaded_sales(shop, "2023")
    next(b for b in screen.button if b.label == RESTORE).click().run()
    assert faults(screen) == []
    assert set(intake.loads(shop)["state"]) == {"committed"}
    assert says(
        screen, "What taking the load back would do has changed since you saw it. Look at it again before you press."
    )


def test_the_currency_chosen_for_one_workspace_is_not_that_of_the_next(shop: Workspace) -> None:
    other = cockpit.create_workspace("other", "Other", "TRY")
    screen = open_page(IMPORT, "tr", workspace="shop")
    field(screen.selectbox, "All amounts of this workspace are in").set_value("EUR").run()
    field(screen.selectbox, "Workspace").set_value("other").run()
    assert faults(screen) == []
    assert (shop.state().currency, other.state().currency) == ("EUR", "TRY")


def test_a_load_pressed_of_a_draft_that_is_gone_is_said_once(shop: Workspace) -> None:
    screen = opened(shop, SALES, "sales.csv")
    shutil.rmtree(shop.path.with_suffix(".files"))
    press_load(screen, "3").run()
    assert faults(screen) == []
    assert says(screen, "The draft in this link does not belong to this workspace. Bring the file again.")
    screen.run()
    assert faults(screen) == []
    assert loads_of(shop) == 0
