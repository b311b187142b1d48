"""A deck of slides as PPTX, with native charts and tables that a reader may edit: title sentence, evidence, foot, page n of m.

Words arrive worded; nothing is computed here. The one door of python-pptx.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import PP_ALIGN
from pptx.util import Cm, Pt

WIDTH_CM, ROOM_CM, LINE_CM, LETTER_CM = 30.8, 12.0, 0.52, 0.22
LEFT, WIDTH = Cm(1.5), Cm(WIDTH_CM)
INK, QUIET = RGBColor(0x17, 0x21, 0x2B), RGBColor(0x5A, 0x67, 0x74)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
BLUE, ORANGE = RGBColor(0x00, 0x72, 0xB2), RGBColor(0xB9, 0x8A, 0x00)


@dataclass(frozen=True)
class SlideChart:
    """Bars, or a line over months: categories, named series, and the spreadsheet's format of their numbers."""

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    number_format: str = "0"
    is_line: bool = False


@dataclass(frozen=True)
class Slide:
    """One slide: a title that is the answer, its points, and one chart or one table (its first row is the heading)."""

    title: str
    points: tuple[str, ...] = ()
    chart: SlideChart | None = None
    rows: tuple[tuple[str, ...], ...] = ()


def pptx_bytes(slides: Sequence[Slide], foot: str, title: str) -> bytes:
    """The deck; long tables go on to a next slide under the same heading, and every slide says ``foot`` and its number."""
    parts = [part for slide in slides for part in _parts(slide)]
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(33.87), Cm(19.05)
    deck.core_properties.title = title
    deck.core_properties.author = ""
    for number, part in enumerate(parts, start=1):
        _draw(deck, part, f"{foot} · {number}/{len(parts)}")
    target = io.BytesIO()
    deck.save(target)
    return target.getvalue()


def _parts(slide: Slide) -> list[Slide]:
    """The slide, or as many as its table fills by the lines that its texts will take."""
    if not slide.rows:
        return [slide]
    heading, *body = slide.rows
    heights = _row_heights(slide.rows)
    pages: list[list[tuple[str, ...]]] = [[]]
    left = ROOM_CM - heights[0]
    for row, height in zip(body, heights[1:], strict=True):
        if pages[-1] and height > left:
            pages.append([])
            left = ROOM_CM - heights[0]
        pages[-1].append(row)
        left -= height
    return [replace(slide, rows=(heading, *page)) for page in pages]


def _column_widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Centimetres of each column, by the square root of its longest text."""
    weights = [max(len(row[place]) for row in rows) ** 0.5 for place in range(len(rows[0]))]
    return [WIDTH_CM * weight / sum(weights) for weight in weights]


def _row_heights(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Centimetres that each row will take, by its longest cell."""
    widths = _column_widths(rows)
    lines = [
        max(ceil(len(text) * LETTER_CM / (width - 0.5)) for text, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return [max(1, count) * LINE_CM + 0.3 for count in lines]


def _draw(deck: Any, slide: Slide, foot: str) -> None:
    """Title above, points, evidence below them, foot at the edge."""
    page = deck.slides.add_slide(deck.slide_layouts[5])
    page.shapes.title.left, page.shapes.title.top = LEFT, Cm(0.7)
    page.shapes.title.width, page.shapes.title.height = WIDTH, Cm(2.6)
    _write(page.shapes.title.text_frame, (slide.title,), 28, INK, is_bold=True)
    evidence_top = Cm(3.6)
    if slide.points:
        height = Cm(1.25 * len(slide.points) + 0.4)
        _write(page.shapes.add_textbox(LEFT, evidence_top, WIDTH, height).text_frame, slide.points, 16, INK)
        evidence_top += height
    room = Cm(17.4) - evidence_top
    if slide.chart:
        frame = _draw_chart(page, slide.chart, evidence_top, room)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", ". ".join((slide.title, *slide.points)))
    elif slide.rows:
        _draw_table(page, slide.rows, evidence_top)
    _write(page.shapes.add_textbox(LEFT, Cm(17.7), WIDTH, Cm(1)).text_frame, (foot,), 10, QUIET)


def _draw_chart(page: Any, chart: SlideChart, top: int, height: int) -> Any:
    """A native chart on a zero baseline for bars, its values beside the marks; gives the frame that holds it."""
    figures = CategoryChartData(number_format=chart.number_format)
    figures.categories = chart.categories
    for name, values in chart.series:
        figures.add_series(name, values)
    kind = XL_CHART_TYPE.LINE_MARKERS if chart.is_line else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = page.shapes.add_chart(kind, LEFT, top, WIDTH, height, figures)
    drawn = frame.chart
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        drawn.legend.font.size = Pt(14)
    drawn.font.size = Pt(14)
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.visible = chart.is_line
    drawn.value_axis.tick_labels.number_format = chart.number_format
    drawn.value_axis.tick_labels.number_format_is_linked = False
    for series, colour in zip(drawn.plots[0].series, (BLUE, ORANGE), strict=False):
        if chart.is_line:
            series.smooth, series.format.line.color.rgb = False, colour
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour
    drawn.plots[0].has_data_labels = True
    labels = drawn.plots[0].data_labels
    labels.number_format, labels.number_format_is_linked = chart.number_format, False
    labels.font.size = Pt(12)
    return frame


def _draw_table(page: Any, rows: tuple[tuple[str, ...], ...], top: int) -> None:
    """Rows under their heading, columns as wide as their texts ask."""
    heights = _row_heights(rows)
    table = page.shapes.add_table(len(rows), len(rows[0]), LEFT, top, WIDTH, Cm(sum(heights))).table
    for place, width in enumerate(_column_widths(rows)):
        table.columns[place].width = Cm(width)
    for place, row in enumerate(rows):
        table.rows[place].height = Cm(heights[place])
        for column, text in enumerate(row):
            cell = table.cell(place, column)
            _write(cell.text_frame, (text,), 12, WHITE if place == 0 else INK, is_bold=place == 0)
            cell.fill.solid()
            cell.fill.fore_color.rgb = BLUE if place == 0 else WHITE


def _write(frame: Any, paragraphs: Sequence[str], size: int, colour: RGBColor, is_bold: bool = False) -> None:
    """Paragraphs into a text frame, one size and colour."""
    frame.word_wrap = True
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), is_bold, colour
