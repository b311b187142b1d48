"""House: every page opens in both languages, on a full workspace as on an empty one, and speaks one language only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from crm_core import cockpit, intake
from crm_core.screen.navigation import PAGES, PageEntry
from crm_core.store import SHEETS, Workspace, sheet_fields
from crm_core.words import LANGUAGES, Language, translate
from tests.house.screens import figures_of, open_page, texts_of
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


@dataclass(frozen=True)
class Seen:
    """What a page showed: failures, titles, every text, and figures."""

    failures: tuple[str, ...]
    titles: tuple[str, ...]
    texts: frozenset[str]
    figures: tuple[dict[str, Any], ...]


def seen(entry: PageEntry, language: Language, **link: str) -> Seen:
    """The page opened in a session of its own."""
    screen = open_page(entry, language, **link)
    failures = tuple(str(element.value) for element in (*screen.exception, *screen.error))
    titles = tuple(element.value for element in screen.title)
    return Seen(failures, titles, frozenset(texts_of(screen)), tuple(figures_of(screen)))


@cache
def seen_in(workspace: str, entry: PageEntry, language: Language) -> Seen:
    """The page as it opens on a workspace: looked at once, however many tests ask what stands there."""
    return seen(entry, language, workspace=workspace)


def assert_whole(page: Seen, entry: PageEntry) -> None:
    """No failure on the screen, and a title."""
    assert page.failures == ()
    assert len(page.titles) == 1, f"{entry.file} has {len(page.titles)} titles"
    assert page.titles[0].strip()


def test_the_menu_and_the_pages_folder_agree() -> None:
    assert sorted(entry.file for entry in PAGES) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def test_streamlit_run_finds_the_application_and_so_no_page_runs_without_its_frame() -> None:
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


@in_both_languages
@every_page
def test_a_page_opens_on_a_demo(entry: PageEntry, language: Language) -> None:
    page = seen_in("demo-baseline", entry, language)
    assert_whole(page, entry)
    assert translate("Workspace", language) in page.texts


@every_page
def test_plotly_knows_every_part_of_every_figure(entry: PageEntry) -> None:
    for figure in seen_in("demo-baseline", entry, "tr").figures:
        assert len(go.Figure(figure).to_dict()["data"]) == len(figure["data"])


@in_both_languages
@every_page
def test_a_page_opens_on_an_empty_workspace(entry: PageEntry, language: Language) -> None:
    assert_whole(seen_in("empty", entry, language), entry)


@every_page
def test_a_page_opens_on_sales_alone(entry: PageEntry) -> None:
    page = seen_in("sales", entry, "tr")
    assert_whole(page, entry)
    assert sorted(text for text in page.texts if NEVER_SAID.search(text)) == []


@every_page
def test_a_page_says_other_words_in_each_language(entry: PageEntry) -> None:
    turkish, english = (seen_in("demo-baseline", entry, language) for language in LANGUAGES)
    assert turkish.titles[0] != english.titles[0]


@pytest.mark.parametrize("workspace", ["demo-baseline", "empty"])
@every_page
def test_no_english_source_text_stands_on_a_turkish_page(entry: PageEntry, workspace: str) -> None:
    assert sorted(text for text in seen_in(workspace, entry, "tr").texts if is_english_source(text)) == []


@every_page
def test_a_link_with_filters_that_make_no_sense_is_put_right(entry: PageEntry) -> None:
    page = seen(
        entry,
        "en",
        workspace="demo-baseline",
        period="yesterday",
        compare="mars",
        sector="no such sector",
        tier="<script>",
        **{"from": "2024-99", "to": "x"},
    )
    assert_whole(page, entry)


@every_page
def test_a_segment_that_nobody_is_in_is_an_answer(entry: PageEntry) -> None:
    page = seen(entry, "tr", workspace="demo-baseline", tier="bz", period="own", **{"from": "2000-01"})
    assert_whole(page, entry)


@cache
def is_english_source(text: str) -> bool:
    """True where the text is, as a whole, an English source text that has other Turkish words.

    Names of fields stay what they are in files, also where they are English words.
    """
    if text in FIELD_NAMES:
        return False
    return text.strip() in ENGLISH or any(pattern.fullmatch(text.strip()) for pattern in ENGLISH_WITH_PLACES)


def pattern_of(source: str) -> re.Pattern[str]:
    """A source text with anything in its places."""
    return re.compile(".+?".join(re.escape(piece) for piece in PLACE.split(source)), re.DOTALL)


PLACE = re.compile(r"\{\w+\}")
FIELD_NAMES = {name for sheet in SHEETS for name in sheet_fields(sheet)}
ENGLISH = {
    entry.source
    for entry in turkish_entries()
    if entry.source not in entry.forms and sum(sign.isalpha() for sign in PLACE.sub("", entry.source)) > 3
}
ENGLISH_WITH_PLACES = [pattern_of(source) for source in ENGLISH if PLACE.search(source)]
