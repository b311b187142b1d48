"""Screens as AppTest renders them, without a browser: a page opened in a language, and every text that it shows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from crm_core.screen.navigation import PageEntry
from crm_core.screen.server import MAIN_SCRIPT
from crm_core.words import Language

SECONDS = 120
NOT_SHOWN = {
    "id",
    "formId",
    "key",
    "url",
    "icon",
    "spec",
    "config",
    "page",
    "pageScriptHash",
    "format",
    "language",
    "type",
}
WRITTEN_BY_FIGURES = {
    "name",
    "text",
    "title",
    "ticktext",
    "hovertext",
    "hovertemplate",
    "texttemplate",
    "x",
    "y",
    "labels",
}


def open_page(entry: PageEntry, language: Language, **link: str) -> AppTest:
    """The page under the link, run inside the frame."""
    screen = AppTest.from_file(str(MAIN_SCRIPT), default_timeout=SECONDS)
    screen.query_params["lang"] = language
    for key, code in link.items():
        screen.query_params[key] = code
    screen.run()
    if entry.is_first:
        return screen
    return screen.switch_page(str(Path("../../pages") / f"{entry.file}.py")).run()


def texts_of(screen: AppTest) -> set[str]:
    """Every text on the screen: labels, paragraphs, options, table headings and cells, words inside figures."""
    return {text for element in elements(screen) for text in texts_of_element(element) if text.strip()}


def figures_of(screen: AppTest) -> list[dict[str, Any]]:
    """Every figure on the screen, as the browser would get it."""
    return [json.loads(element.proto.spec) for element in elements(screen) if element.type == "plotly_chart"]


def elements(screen: AppTest) -> Iterator[Any]:
    """Every element of the sidebar and the main part."""
    blocks: list[Any] = [screen.main, screen.sidebar]
    while blocks:
        block = blocks.pop()
        for child in block.children.values():
            if hasattr(child, "children"):
                blocks.append(child)
            yield child


def texts_of_element(element: Any) -> Iterator[str]:
    """The texts of one element, read from the message that the browser would get."""
    proto = element.proto
    if proto is None:
        return
    if element.type in ("arrow_data_frame", "dataframe"):
        yield from texts_of_frame(element.value)
    elif element.type in ("arrow_table", "table"):
        yield from (text.replace("\\", "") for text in texts_of_frame(element.value))
    elif element.type == "plotly_chart":
        yield from words_in_figure(json.loads(proto.spec))
    yield from strings_in(MessageToDict(proto, preserving_proto_field_name=False))


def texts_of_frame(rows: pd.DataFrame) -> Iterator[str]:
    """Headings and text cells."""
    yield from (str(name) for name in rows.columns)
    for name in rows.columns:
        yield from (cell for cell in rows[name].tolist() if isinstance(cell, str))


def words_in_figure(value: Any) -> Iterator[str]:
    """What a figure writes: names, texts, titles, tick words and categories; not its settings."""
    if isinstance(value, list):
        for item in value:
            yield from words_in_figure(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in WRITTEN_BY_FIGURES:
                yield from strings_in(item)
            elif not isinstance(item, str):
                yield from words_in_figure(item)


def strings_in(value: Any) -> Iterator[str]:
    """Every string inside lists and mappings, but for ids and settings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in NOT_SHOWN:
                yield from strings_in(item)
