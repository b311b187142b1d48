"""House: every page opens in both languages, on a full workspace as on an empty one, and speaks one language only."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.web.server.app_discovery import discover_asgi_app

from crm_core import cockpit, intake
from crm_core.screen.navigation import PAGES, PageEntry
from crm_core.store import SHEETS, Workspace, sheet_fields
from crm_core.words import LANGUAGES, Language, translate
from tests.house.screens import open_page, texts_of
from tests.house.source import ROOT
from tests.house.words_said import turkish_entries

NEVER_SAID = re.compile(r"\b(nan|None|NaT|inf)\b|[(]– – –|– –[)]")
every_page = pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.file)
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module", autouse=True)
def workspaces(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder with a demo workspace and an empty one."""
    folder = tmp_path_factory.mktemp("workspaces")
    copyfile(demo_file, folder / "demo-baseline.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_WORKSPACES", str(folder))
        cockpit.create_workspace("empty", "Empty", "TRY")
        bring_sales(cockpit.create_workspace("sales", "Sales", "TRY"), tmp_path_factory.mktemp("sales"))
        yield
        cockpit.close_workspaces()


def bring_sales(workspace: Workspace, folder: Path) -> None:
    """Orders of thirty customers and nothing else: no costs, no contacts, no answers, too few for any model."""
    lines = [
        f"F{customer}-{order},M{customer:02d},2024-{1 + (customer + 3 * order) % 12:02d}-15,{100 + 7 * customer}"
        for customer in range(30)
        for order in range(1 + customer % 4)
    ]
    file = folder / "sales.csv"
    file.write_text("\n".join(["order_id,customer_id,ordered_at,amount", *lines]), encoding="utf-8")
    draft = intake.draft_file(workspace, file, file.name)
    intake.check(workspace, draft)
    intake.load(workspace, draft)


def assert_whole(screen: AppTest, entry: PageEntry) -> None:
    """No failure on the screen, and a title."""
    assert [element.value for element in screen.exception] == []
    assert [element.value for element in screen.error] == []
    assert len(screen.title) == 1, f"{entry.file} has {len(screen.title)} titles"
    assert screen.title[0].value.strip()


def test_the_menu_and_the_pages_folder_agree() -> None:
    assert sorted(entry.file for entry in PAGES) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def test_streamlit_run_finds_the_application_and_so_no_page_runs_without_its_frame() -> None:
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


@in_both_languages
@every_page
def test_a_page_opens_on_a_demo(entry: PageEntry, language: Language) -> None:
    screen = open_page(entry, language, workspace="demo-baseline")
    assert_whole(screen, entry)
    assert translate("Workspace", language) in texts_of(screen)


@in_both_languages
@every_page
def test_a_page_opens_on_an_empty_workspace(entry: PageEntry, language: Language) -> None:
    assert_whole(open_page(entry, language, workspace="empty"), entry)


@every_page
def test_a_page_opens_on_sales_alone(entry: PageEntry) -> None:
    screen = open_page(entry, "tr", workspace="sales")
    assert_whole(screen, entry)
    assert sorted(text for text in texts_of(screen) if NEVER_SAID.search(text)) == []


@every_page
def test_a_page_says_other_words_in_each_language(entry: PageEntry) -> None:
    turkish, english = (open_page(entry, language, workspace="demo-baseline") for language in LANGUAGES)
    assert turkish.title[0].value != english.title[0].value


@pytest.mark.parametrize("workspace", ["demo-baseline", "empty"])
@every_page
def test_no_english_source_text_stands_on_a_turkish_page(entry: PageEntry, workspace: str) -> None:
    texts = texts_of(open_page(entry, "tr", workspace=workspace))
    assert sorted(text for text in texts if is_english_source(text)) == []


@every_page
def test_a_link_with_filters_that_make_no_sense_is_put_right(entry: PageEntry) -> None:
    screen = open_page(
        entry,
        "en",
        workspace="demo-baseline",
        period="yesterday",
        compare="mars",
        sector="no such sector",
        tier="<script>",
        **{"from": "2024-99", "to": "x"},
    )
    assert_whole(screen, entry)


@every_page
def test_a_segment_that_nobody_is_in_is_an_answer(entry: PageEntry) -> None:
    assert_whole(
        open_page(entry, "tr", workspace="demo-baseline", tier="bz", period="own", **{"from": "2000-01"}), entry
    )


def is_english_source(text: str) -> bool:
    """True where the text is, as a whole, an English source text that has other Turkish words.

    Names of fields stay what they are in files, also where they are English words.
    """
    return text not in FIELD_NAMES and any(pattern.fullmatch(text.strip()) for pattern in ENGLISH)


def pattern_of(source: str) -> re.Pattern[str]:
    """A source text with anything in its places."""
    pieces = re.split(r"\{\w+\}", source)
    return re.compile(".+?".join(re.escape(piece) for piece in pieces), re.DOTALL)


FIELD_NAMES = {name for sheet in SHEETS for name in sheet_fields(sheet)}
ENGLISH = [
    pattern_of(entry.source)
    for entry in turkish_entries()
    if entry.source not in entry.forms and sum(sign.isalpha() for sign in re.sub(r"\{\w+\}", "", entry.source)) > 3
]
