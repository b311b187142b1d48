"""House: what a download button promises arrives, worded in the reader's language, whether its rows are at hand or made on demand."""

import io
from pathlib import Path

import fastexcel
import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import tab

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("place", "language", "button", "heading", "sheets"),
    [
        ("/relational-index", "tr", "XLSX olarak indir", "Müşteri", ["veri", "bilgi"]),
        ("/lifetime", "en", "Download as XLSX", "Lifetime value", ["data", "about"]),
    ],
)
def test_a_list_of_customers_arrives(
    browser: Browser,
    address: str,
    tmp_path: Path,
    place: str,
    language: str,
    button: str,
    heading: str,
    sheets: list[str],
) -> None:
    with tab(browser, address) as screen:
        screen.open(place, lang=language)
        with screen.page.expect_download() as waited:
            screen.page.get_by_role("button", name=button).last.click()
        waited.value.save_as(tmp_path / "list.xlsx")
    book = fastexcel.read_excel(io.BytesIO((tmp_path / "list.xlsx").read_bytes()).getvalue())
    assert book.sheet_names == sheets
    assert heading in book.load_sheet(0).to_pandas().columns
    assert book.load_sheet(1, header_row=None).to_pandas().shape[0] >= 2


def test_the_slides_for_the_board_arrive(browser: Browser, address: str) -> None:
    with tab(browser, address) as screen:
        screen.open("/", lang="en")
        with screen.page.expect_download() as waited:
            screen.page.get_by_role("button", name="PPTX").click()
        assert waited.value.suggested_filename.endswith(".pptx")
