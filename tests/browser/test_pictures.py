"""House: every page, in both languages, light and dark, wide and narrow: a picture is taken, and nothing is broken.

Each page is seen twice, in opposite choices of the three, and neighbours in the menu in the other four; with
``CRM_ALL_PICTURES=1`` every page is seen in all eight.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from crm_core.screen.navigation import PAGES, PageEntry
from crm_core.words import LANGUAGES, Language
from tests.browser.chromium import Screen, tab

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent.parent / "pictures"
WIDE, NARROW = 1280, 390


def is_looked_at(entry: PageEntry, language: Language, width: int, scheme: str) -> bool:
    """Two of the eight pictures for each page, all eight over any two pairs of neighbours."""
    if os.environ.get("CRM_ALL_PICTURES"):
        return True
    pairs = [(WIDE, "light", "tr"), (NARROW, "dark", "en")], [(WIDE, "dark", "en"), (NARROW, "light", "tr")]
    pairs += [(WIDE, "light", "en"), (NARROW, "dark", "tr")], [(WIDE, "dark", "tr"), (NARROW, "light", "en")]
    return (width, scheme, language) in pairs[PAGES.index(entry) % len(pairs)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_is_whole(browser: Browser, address: str, width: int, scheme: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    with tab(browser, address, width, scheme) as screen:
        for entry in PAGES:
            for language in LANGUAGES:
                if is_looked_at(entry, language, width, scheme):
                    look_at(screen, entry, language, width, scheme)


def look_at(screen: Screen, entry: PageEntry, language: Language, width: int, scheme: str) -> None:
    """Open the page, take its picture, and hold it to be whole."""
    screen.complaints.clear()
    screen.open("/" if entry.is_first else f"/{entry.file.replace('_', '-')}", lang=language)
    picture = PICTURES / f"{entry.file}-{language}-{scheme}-{width}.png"
    height = screen.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    screen.page.set_viewport_size({"width": width, "height": min(6000, max(900, height + 100))})
    screen.wait()
    screen.page.screenshot(path=picture)
    screen.page.set_viewport_size({"width": width, "height": 900})
    screen.assert_whole()
    name = picture.stem
    assert screen.title.strip(), name
    assert picture.stat().st_size > 10_000, name
    assert screen.sideways <= 1, name
