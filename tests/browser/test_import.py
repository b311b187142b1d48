"""By hand: every step of the import as an analyst takes it, in a real browser, in Turkish and in English.

A customers sheet with a name, an export with two wrong cells, a correction of it, and the way back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, TimeoutError, expect

from crm_core.cockpit import DERIVATIONS
from crm_core.screen.frame import UPLOAD_BUTTON
from crm_core.store import Workspace
from crm_core.words import Language, translate, translate_count
from tests.browser.chromium import Screen, tab
from tests.browser.server import running_server

pytestmark = pytest.mark.browser

PEOPLE = (
    "Müşteri No;Ad Soyad;E-posta İzni;Bölge\n0001;Ayşe Yılmaz;evet;Ege\n0002;Işıl Çağlar;hayır;Ege\n"
    "0003;Ömer Şahin;;Marmara\n"
).encode("cp1254")
SALES = (
    "ÖRNEK TİCARET A.Ş.\n\nFatura No;Müşteri No;Tarih;Tutar\nF1;0001;15.03.2024;1.234,56\nF2;0002;16.03.2024;bin\n"
    "F3;0003;17.03.2024;(250,00)\nF4;0003;31.02.2024;10,00\nGENEL TOPLAM;;;994,56\n"
).encode("cp1254")
TO_OPEN_MS = 5_000
CORRECTED = "Fatura No;Müşteri No;Tarih;Tutar\nF1;0001;15.03.2024;2.234,56\n".encode("cp1254")


@dataclass(frozen=True)
class Analyst:
    """One reader with a tab and a language."""

    screen: Screen
    language: Language

    def says(self, text: str, **values: str) -> str:
        """A text in the reader's language, without the marks of bold."""
        return translate(text, self.language, **values).replace("*", "")

    def rows(self, count: int) -> str:
        """A number of rows in the reader's language."""
        return translate_count("{n} row", "{n} rows", count, self.language, n=str(count))

    def sees(self, text: str, **values: str) -> Locator:
        """The text is on the screen."""
        place = self.screen.page.get_by_text(self.says(text, **values)).first
        expect(place).to_be_visible()
        return place

    def presses(self, text: str, **values: str) -> None:
        """Press the button of that text."""
        self.screen.page.get_by_role("button", name=self.says(text, **values)).first.click()

    def drops(self, folder: Path, name: str, content: bytes) -> None:
        """Bring a file and wait until it is understood."""
        (folder / name).write_bytes(content)
        self.screen.page.locator('input[type="file"]').set_input_files(folder / name)
        expect(self.screen.page.get_by_text(name).first).to_be_visible()
        self.screen.wait()

    def loads(self, count: int, of: int) -> None:
        """Press Load and see what came of it."""
        self.presses("Load {n} rows", n=str(count))
        self.sees("6. Loaded")
        self.screen.wait()
        assert self.screen.page.get_by_test_id("stMetric").filter(has_text=self.rows(count)).count() >= 1
        assert f"{count}" in self.screen.text and f"{of}" in self.screen.text

    def goes_to(self, title: str) -> None:
        """Take a page from the menu at once, whatever the present one is doing."""
        self.screen.page.get_by_test_id("stSidebarNavLink").filter(has_text=self.says(title)).first.click()
        expect(self.screen.page.get_by_role("heading", name=self.says(title), level=1)).to_be_visible()

    def chooses(self, label: str, option: str) -> None:
        """Take one of a drop-down list; a list that a run of the page folds again is opened once more."""
        box = self.screen.page.get_by_role("combobox", name=self.says(label))
        wanted = self.screen.page.get_by_role("option", name=self.says(option), exact=True)
        for _ in range(5):
            self.screen.wait()
            box.click()
            try:
                wanted.wait_for(timeout=TO_OPEN_MS)
                break
            except TimeoutError:
                self.screen.page.keyboard.press("Escape")
        wanted.click()
        self.screen.wait()

    def cell(self, text: str) -> Locator:
        """Cells of tables that say exactly that; grids are painted, their cells stand behind the paint."""
        return self.screen.page.locator("td").filter(has_text=re.compile(f"^{re.escape(text)}$"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over an empty workspace for each language."""
    folder = tmp_path_factory.mktemp("import")
    for name in ("tr", "en"):
        Workspace.create(folder / f"shop-{name}.duckdb", "Shop", "TRY", derivations=DERIVATIONS).close()
    with running_server(folder, tmp_path_factory.mktemp("log") / "server.txt") as address:
        yield address


@pytest.fixture(params=["tr", "en"])
def analyst(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Analyst]:
    """A reader of each language on an empty workspace."""
    with tab(browser, server) as screen:
        screen.open("/import-data", lang=request.param, workspace=f"shop-{request.param}")
        yield Analyst(screen, request.param)


def test_every_step_from_the_file_to_the_undo(analyst: Analyst, tmp_path: Path) -> None:
    people_are_loaded(analyst, tmp_path)
    sales_are_mended_and_loaded(analyst, tmp_path)
    a_correction_is_loaded(analyst, tmp_path)
    the_correction_is_taken_back(analyst)


def people_are_loaded(analyst: Analyst, folder: Path) -> None:
    """Names are masked, legal basis and source are stated, consent is told."""
    button = analyst.screen.page.locator(UPLOAD_BUTTON)
    expect(button).to_be_attached()
    assert button.evaluate("place => getComputedStyle(place, '::after').content") == f'"{analyst.says("Choose files")}"'
    analyst.drops(folder, "kisiler.csv", PEOPLE)
    analyst.sees("Reveal personal data")
    assert analyst.cell("Ayşe Yılmaz").count() == 0
    analyst.screen.page.get_by_text(analyst.says("Reveal personal data")).click()
    expect(analyst.cell("Ayşe Yılmaz").first).to_be_attached()
    analyst.screen.wait()
    counts = {"yes": "1", "no": "1", "empty": "1"}
    analyst.sees("{channel}: {yes} yes, {no} no, {empty} empty", channel=analyst.says("E-mail"), **counts)
    analyst.chooses("Legal basis for keeping them", "explicit consent")
    source = analyst.screen.page.get_by_label(analyst.says("Where the data come from"))
    source.fill("Kart formu")
    source.press("Enter")
    analyst.screen.wait()
    analyst.loads(3, 3)
    first = "**Quality of the data: {score} of 100.** It is the first load of this sheet."
    analyst.sees(first, score={"tr": "97,9", "en": "97.9"}[analyst.language])
    analyst.screen.assert_whole()


def sales_are_mended_and_loaded(analyst: Analyst, folder: Path) -> None:
    """Title and sums are left out and said; two rows are found wrong, and nothing else is touched."""
    analyst.drops(folder, "satislar.csv", SALES)
    analyst.sees("Lines above the headings, not read: {lines}", lines="ÖRNEK TİCARET A.Ş.")
    analyst.sees("4. Findings")
    analyst.sees("A required cell cannot be read")
    analyst.sees("Mend rows with errors here")
    analyst.sees("**What the load will change.** It was carried out for trial and taken back; nothing is stored yet.")
    expect(analyst.cell("₺985").first).to_be_attached()
    analyst.loads(2, 4)
    analyst.screen.assert_whole()


def a_correction_is_loaded(analyst: Analyst, folder: Path) -> None:
    """The settings of the last file hold for the next; a changed value is told before it is changed.

    Whoever looks at another page while it is loaded loses nothing by it.
    """
    analyst.drops(folder, "duzeltme.csv", CORRECTED)
    analyst.sees("Set it aside for this file")
    analyst.chooses("What is there already", "Add and update")
    analyst.sees("Values that change, the first {n}", n="1")
    analyst.screen.wait()
    analyst.presses("Load {n} rows", n="1")
    analyst.goes_to("Workspaces and settings")
    analyst.goes_to("Import")
    analyst.sees("6. Loaded")
    analyst.screen.wait()
    analyst.screen.assert_whole()


def the_correction_is_taken_back(analyst: Analyst) -> None:
    """The history says who stated what; undo tells its effect, does it, and says so."""
    analyst.screen.page.get_by_role("link", name=analyst.says("See or undo the load")).click()
    analyst.sees("One load")
    analyst.screen.wait()
    analyst.screen.page.wait_for_url(re.compile(r"[?&]load=3\b"))
    analyst.screen.page.get_by_text(analyst.says("Yes, take load {load_id} back", load_id="3")).click()
    analyst.sees("Undo this load")
    analyst.screen.wait()
    analyst.presses("Undo this load")
    expect(analyst.screen.page.get_by_text(taken_back(analyst))).to_be_visible()
    analyst.screen.wait()
    analyst.screen.open("/loads", lang=analyst.language, workspace=f"shop-{analyst.language}", load="1")
    analyst.sees("Legal basis: {basis} · Source: {source}", basis=analyst.says("explicit consent"), source="Kart formu")
    analyst.screen.assert_whole()


def taken_back(analyst: Analyst) -> str:
    """What the page says after an undo of the third load."""
    return translate_count(
        "Load {loads} was taken back.", "Loads {loads} were taken back.", 1, analyst.language, loads="3"
    )
