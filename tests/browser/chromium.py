"""The machine's own Chromium, headless, and what the tests ask of a page that it shows."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CRM_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A deep link makes Streamlit look for its own addresses below the page's first; it then finds them at the root.
STREAMLITS_OWN = ("/_stcore/health", "/_stcore/host-config")
PATIENCE_MS = 60_000
IDLE = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app !== null
        && app.getAttribute('data-test-script-state') === 'notRunning'
        && app.getAttribute('data-test-connection-state') === 'CONNECTED'
        && document.querySelector('[data-testid="stMain"] [data-testid="stMarkdown"]') !== null
        && document.querySelector('[data-stale="true"]') === null
        && document.querySelector('[data-testid="stSkeleton"]') === null
        && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(
            chart => chart.querySelector('.main-svg') !== null);
}"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
SIDEWAYS = """() => ['html', '[data-testid="stMain"]'].map(where => document.querySelector(where))
    .reduce((most, part) => Math.max(most, part.scrollWidth - part.clientWidth), 0)"""


@dataclass
class Screen:
    """One tab of the browser and what its console said."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/", **link: str) -> None:
        """Go to a page by its address, as with a link that somebody sent."""
        self.page.goto(f"{self.address}{path}?{urlencode(link)}")
        self.wait()

    def wait(self) -> None:
        """Until the script has run, every chart is drawn and two frames have passed."""
        self.page.wait_for_function(IDLE, timeout=PATIENCE_MS)
        self.page.evaluate(TWO_FRAMES)
        self.page.wait_for_function(IDLE, timeout=PATIENCE_MS)

    @property
    def title(self) -> str:
        """The page's title as a reader sees it."""
        return self.page.locator("h1").first.inner_text()

    @property
    def text(self) -> str:
        """All that stands on the screen."""
        return self.page.locator('[data-testid="stApp"]').inner_text()

    @property
    def sideways(self) -> int:
        """Pixels that the page is wider than its window."""
        return self.page.evaluate(SIDEWAYS)

    def assert_whole(self) -> None:
        """No failure on the screen, none in the console."""
        assert self.page.locator('[data-testid="stException"]').count() == 0
        assert self.page.locator('[data-testid="stAlertContentError"]').all_inner_texts() == []
        assert "Traceback" not in self.text
        assert self.complaints == []


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that ends with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def tab(
    browser: Browser, address: str, width: int = 1280, scheme: str = "light", locale: str = "tr-TR"
) -> Iterator[Screen]:
    """A tab with a memory of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page = context.new_page()
    screen = Screen(page, address)

    def listen(message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type == "error" and not any(known in where for known in STREAMLITS_OWN):
            screen.complaints.append(f"{message.text} ({where})")

    page.on("console", listen)
    page.on("pageerror", lambda error: screen.complaints.append(str(error)))
    yield screen
    context.close()
