"""House: every page, in both languages, light and dark, wide and narrow: a picture is taken, and nothing is broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from crm_core.screen.navigation import PAGES, PageEntry
from crm_core.words import LANGUAGES, Language
from tests.browser.chromium import Screen, tab

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent.parent / "pictures"
WIDE, NARROW = 1280, 390


@pytest.fixture(
    scope="module", params=[(w, s) for w in (WIDE, NARROW) for s in ("light", "dark")], ids=lambda p: f"{p[1]}-{p[0]}"
)
def window(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[tuple[Screen, int, str]]:
    """A tab of one width and one colour scheme, used for every page."""
    width, scheme = request.param
    PICTURES.mkdir(exist_ok=True)
    with tab(browser, address, width, scheme) as screen:
        yield screen, width, scheme


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.file)
def test_a_page_is_whole(window: tuple[Screen, int, str], entry: PageEntry, language: Language) -> None:
    screen, width, scheme = window
    screen.complaints.clear()
    screen.open("/" if entry.is_first else f"/{entry.file.replace('_', '-')}", lang=language)
    picture = PICTURES / f"{entry.file}-{language}-{scheme}-{width}.png"
    height = screen.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    screen.page.set_viewport_size({"width": width, "height": min(6000, max(900, height + 100))})
    screen.wait()
    screen.page.screenshot(path=picture)
    screen.page.set_viewport_size({"width": width, "height": 900})
    screen.assert_whole()
    assert screen.title.strip()
    assert picture.stat().st_size > 10_000
    assert screen.sideways <= 1
