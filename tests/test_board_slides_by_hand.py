"""By hand: slides for a board: every one with its foot and number, tables going on under their heading, charts with their values."""

import io
from typing import Any

from pptx import Presentation

from crm_core.slides import Slide, SlideChart, pptx_bytes


def deck_of(*slides: Slide) -> Any:
    return Presentation(io.BytesIO(pptx_bytes(slides, "2024 · as of 31 December 2024", "Şirketim")))


def texts(page: Any) -> list[str]:
    return [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]


def test_every_slide_says_its_title_its_foot_and_its_number_of_all() -> None:
    pages = list(deck_of(Slide("İlk", ("bir", "iki")), Slide("Son")).slides)
    assert texts(pages[0]) == ["İlk", "bir\niki", "2024 · as of 31 December 2024 · 1/2"]
    assert texts(pages[1]) == ["Son", "2024 · as of 31 December 2024 · 2/2"]


def test_a_long_table_goes_on_under_the_same_heading() -> None:
    rows = tuple((f"C{number}", str(number)) for number in range(15))
    pages = list(deck_of(Slide("Customers", rows=(("Customer", "Value"), *rows))).slides)
    tables = [shape.table for page in pages for shape in page.shapes if shape.has_table]
    assert [len(table.rows) for table in tables] == [14, 3]
    assert [table.cell(0, 1).text for table in tables] == ["Value", "Value"]
    assert tables[1].cell(1, 0).text == "C13"


def test_a_chart_carries_its_values_and_what_it_shows_in_words() -> None:
    chart = SlideChart(("Oca 2024", "Şub 2024"), (("CSAT", (70.0, None)),), '"%"0', is_line=True)
    page = deck_of(Slide("CSAT 70", ("n = 10",), chart)).slides[0]
    frame = next(shape for shape in page.shapes if shape.has_chart)
    assert list(frame.chart.plots[0].categories) == ["Oca 2024", "Şub 2024"]
    assert frame.chart.plots[0].series[0].values == (70.0, None)
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "CSAT 70. n = 10"
