"""Browser tests use the Chromium of the machine; where there is none they are left out, and that is said."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import CHROMIUM, Screen, chromium, tab
from tests.browser.server import running_server
from tests.conftest import DemoIn

IS_REQUIRED = os.environ.get("CRM_REQUIRE_BROWSER") == "1"
LEFT_OUT = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave browser tests out where there is no Chromium, unless they are required."""
    if Path(CHROMIUM).exists():
        return
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
    if browser_tests and IS_REQUIRED:
        raise pytest.UsageError(f"CRM_REQUIRE_BROWSER=1, but there is no Chromium at {CHROMIUM}")
    config.stash[LEFT_OUT] = len(browser_tests)
    items[:] = [item for item in items if item not in browser_tests]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out and how to have it."""
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(
            f"{count} browser tests were left out: there is no Chromium at {CHROMIUM} (Debian: apt-get install chromium)",
            yellow=True,
        )


@pytest.fixture(scope="session")
def workspaces(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one demo workspace."""
    folder = tmp_path_factory.mktemp("workspaces")
    demo_in(folder, "baseline")
    return folder


@pytest.fixture(scope="session")
def address(workspaces: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the server that most tests share."""
    with running_server(workspaces, tmp_path_factory.mktemp("log") / "server.txt") as place:
        yield place


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the whole run."""
    with chromium() as present:
        yield present


@pytest.fixture
def screen(browser: Browser, address: str) -> Iterator[Screen]:
    """A fresh tab of a Turkish reader at 1280 pixels."""
    with tab(browser, address) as present:
        yield present
