"""House: the frame in a real browser: links, language, filters that travel."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from crm_core.screen.navigation import PAGES
from crm_core.words import translate
from tests.browser.chromium import Screen, tab
from tests.browser.server import ROOT, running_server

pytestmark = pytest.mark.browser


def test_a_deep_link_to_a_fresh_server_runs_inside_the_frame(
    workspaces: Path, browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "workspaces"
    folder.mkdir()
    (folder / "linked.duckdb").write_bytes((workspaces / "demo-baseline.duckdb").read_bytes())
    with running_server(folder, tmp_path / "log.txt") as address, tab(browser, address) as screen:
        screen.open("/satisfaction", lang="en")
        screen.assert_whole()
        assert screen.title == "Satisfaction"
        assert screen.page.get_by_role("link", name="Customer value").first.is_visible()
        assert "Türkçe" in screen.text
        assert "Data as of" in screen.text


def test_the_language_is_the_browsers_until_the_reader_chooses(browser: Browser, address: str) -> None:
    with tab(browser, address, locale="tr-TR") as turkish:
        turkish.open()
        assert turkish.title == translate("Overview", "tr")
    with tab(browser, address, locale="en-GB") as english:
        english.open()
        assert english.title == "Overview"


def test_a_switch_of_language_words_the_whole_screen_anew_and_stands_in_the_link(screen: Screen) -> None:
    screen.open()
    screen.page.get_by_text("English", exact=True).click()
    screen.page.wait_for_url("**lang=en**")
    screen.wait()
    assert screen.title == "Overview"
    assert "Satisfaction" in screen.page.locator('[data-testid="stSidebarNav"]').inner_text()
    assert screen.page.evaluate("document.documentElement.lang") == "en"
    screen.page.get_by_text("Türkçe", exact=True).click()
    screen.page.wait_for_url("**lang=tr**")
    screen.wait()
    assert screen.title == translate("Overview", "tr")
    screen.assert_whole()


def test_filters_stand_in_the_link_survive_a_change_of_page_and_open_again(screen: Screen) -> None:
    screen.open(lang="en")
    screen.page.get_by_role("button", name="Filters").click()
    screen.page.get_by_text("The same months a year earlier").click()
    screen.page.wait_for_url("**compare=last_year**")
    screen.wait()
    screen.page.keyboard.press("Escape")
    screen.page.locator('[data-testid="stSidebarNav"]').get_by_role("link", name="Satisfaction", exact=True).click()
    screen.page.wait_for_url("**/satisfaction?**")
    screen.wait()
    assert screen.title == "Satisfaction"
    assert "compare=last_year" in screen.page.url
    assert "lang=en" in screen.page.url
    said = screen.page.locator('[data-testid="stMain"] strong').first.inner_text()
    screen.page.reload()
    screen.wait()
    assert screen.page.locator('[data-testid="stMain"] strong').first.inner_text() == said
    assert screen.title == "Satisfaction"
    screen.assert_whole()


def test_a_number_is_typed_by_the_marks_of_the_language(screen: Screen) -> None:
    screen.open("/workspaces", lang="tr")
    entry = next(entry for entry in PAGES if entry.file == "workspaces")
    assert screen.title == translate(entry.title, "tr")
    field = screen.page.get_by_test_id("stTextInput").locator("input").first
    field.fill("2.345,67")
    field.press("Enter")
    screen.wait()
    assert field.input_value() == "2.345,67"
    screen.assert_whole()


def test_a_nightly_job_loads_beside_the_running_dashboard(
    workspaces: Path, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_RELEASE_AFTER_SECONDS", "1")
    folder = tmp_path / "workspaces"
    folder.mkdir()
    place = folder / "nightly.duckdb"
    place.write_bytes((workspaces / "demo-baseline.duckdb").read_bytes())
    with running_server(folder, tmp_path / "log.txt") as address, tab(browser, address) as screen:
        screen.open("/loads", lang="en")
        command = [sys.executable, "-m", "crm_core", "rebuild", "--json", "--workspace", str(place), "--wait", "60"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        screen.page.reload()
        screen.wait()
        screen.assert_whole()
        assert screen.title == "Loads and data"


def test_one_press_goes_back_through_pages_choices_and_filters(screen: Screen) -> None:
    screen.open("/cohorts", lang="en", workspace="demo-baseline")
    screen.page.get_by_test_id("stMain").get_by_role("radio", name="Quarter").click()
    screen.page.wait_for_url("**cohorts-by=quarter**")
    screen.wait()
    opened = screen.page.evaluate("history.length")
    go_to(screen, "Customer value")
    screen.page.get_by_role("button", name="Filters").click()
    screen.page.get_by_text("The same months a year earlier").click()
    screen.page.wait_for_url("**compare=last_year**")
    screen.wait()
    screen.page.keyboard.press("Escape")
    go_to(screen, "Time between purchases")
    assert screen.page.evaluate("history.length") == opened + 3
    assert "compare=last_year" in screen.page.url and "cohorts-by" not in screen.page.url
    assert "compare=last_year" in back(screen, "Customer value", "/value")
    assert "compare" not in back(screen, "Customer value", "/value")
    link = back(screen, "Cohorts", "/cohorts")
    assert "cohorts-by=quarter" in link and "compare" not in link
    assert "cohorts-by" not in back(screen, "Cohorts", "/cohorts")
    screen.assert_whole()


def test_the_menu_leaves_a_pages_choices_behind_and_finds_them_again_in_one_step(screen: Screen) -> None:
    screen.open("/cohorts", lang="en", workspace="demo-baseline")
    screen.page.get_by_test_id("stMain").get_by_role("radio", name="Quarter").click()
    screen.page.wait_for_url("**cohorts-by=quarter**")
    screen.wait()
    opened = screen.page.evaluate("history.length")
    go_to(screen, "Customer value")
    assert "cohorts-by" not in screen.page.url and "workspace=demo-baseline" in screen.page.url
    go_to(screen, "Cohorts")
    assert "cohorts-by=quarter" in screen.page.url
    assert screen.page.evaluate("history.length") == opened + 2
    screen.assert_whole()


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(screen: Screen) -> None:
    screen.open("/value", lang="en", workspace="demo-baseline")
    screen.page.keyboard.press("Tab")
    assert screen.page.evaluate("document.activeElement.textContent") == "Skip the menu"
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("Tab")
    assert screen.page.evaluate("document.activeElement.closest('[data-testid=\"stMain\"]') !== null")
    screen.assert_whole()


def go_to(screen: Screen, title: str) -> None:
    """Press the page's name in the menu."""
    menu = screen.page.locator('[data-testid="stSidebarNav"]')
    menu.get_by_role("link", name=title, exact=True).click()
    screen.page.locator("h1", has_text=title).wait_for()
    screen.wait()


def back(screen: Screen, title: str, path: str) -> str:
    """Press Back once; the link that the browser then shows."""
    before = screen.page.url
    screen.page.go_back()
    screen.page.wait_for_function("before => location.href !== before", arg=before)
    screen.page.locator("h1", has_text=title).wait_for()
    screen.wait()
    assert path in screen.page.url
    return screen.page.url


def test_going_back_twice_at_once_leaves_page_link_and_fields_in_step(screen: Screen) -> None:
    screen.open("/timing", lang="en", workspace="demo-baseline")
    for words, code in (("The same months a year earlier", "last_year"), ("Nothing", "none")):
        if not screen.page.get_by_text(words, exact=True).is_visible():
            screen.page.get_by_role("button", name="Filters").click()
        screen.page.get_by_text(words, exact=True).click()
        screen.page.wait_for_url(f"**compare={code}**")
        screen.wait()
    screen.page.keyboard.press("Escape")
    screen.page.evaluate("() => { history.back(); setTimeout(() => history.back(), 40) }")
    screen.page.wait_for_function("() => !location.search.includes('compare')")
    expect(screen.page.get_by_test_id("stMain").locator("strong").first).to_contain_text("compared with")
    screen.wait()
    screen.assert_whole()
    assert screen.title == "Time between purchases"
    assert screen.page.get_by_role("combobox", name="Workspace").input_value() == "demo-baseline"
    assert screen.page.locator('[data-testid="stSidebar"] [data-selected="true"]').inner_text() == "English"
