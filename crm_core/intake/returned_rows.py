"""Rows with findings that came back mended: recognised by their hidden first columns, turned into fixes of their draft."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute
from xlsxwriter.utility import xl_rowcol_to_cell

from crm_core.intake.fixes import EMPTIED

pc: Any = pyarrow.compute

MARKER, ROW = "crm_draft", "crm_row"
_PLAIN_NUMBER = re.compile(r"-?\d+[.,]\d+(?:e[+-]?\d+)?", re.IGNORECASE)
_FORMULA_GUARD = re.compile(r"^'(?=[=+\-@\t\r])")


def is_returned(headings: Sequence[str]) -> bool:
    """Whether a file is made of rows with findings that this program wrote."""
    return tuple(headings[:2]) == (MARKER, ROW)


def draft_of(cells: pa.Table) -> str:
    """Id of the draft that the rows belong to."""
    return next((text.strip() for text in cells.column(0).to_pylist() if text.strip()), "")


def returned_fixes(
    source: Path,
    returned: pa.Table,
    returned_headings: Sequence[str],
    present: pa.Table,
    headings: Sequence[str],
    marks: Mapping[str, str],
    first: int,
) -> dict[str, str]:
    """One fix for every cell that says something else than the draft does now, numbered from ``first`` on.

    Spreadsheets keep a number typed in as a number; it is written with the decimal mark of its column in ``marks``.
    """
    typed = _typed_numbers(source)
    by_row = {number: place for place, number in enumerate(present.column("row_number").to_pylist())}
    shared = [heading for heading in returned_headings[2:] if heading in headings]
    now = {heading: present.column(list(headings).index(heading)) for heading in shared}
    made: dict[str, str] = {}
    for row, sheet_row in zip(returned.to_pylist(), returned.column("row_number").to_pylist(), strict=True):
        number = row["c1"].strip()
        place = by_row.get(int(number)) if number.isdecimal() else None
        if place is None:
            continue
        for heading in shared:
            column = list(returned_headings).index(heading)
            own, text = now[heading][place].as_py(), row[f"c{column}"]
            if xl_rowcol_to_cell(sheet_row - 1, column) in typed and _PLAIN_NUMBER.fullmatch(text):
                text = text.replace(",", ".").replace(".", marks.get(heading, "."))
            if text == own:
                continue
            text = _FORMULA_GUARD.sub("", text, count=1)
            if text != own:
                made[f"fix.{first + len(made)}.row{number}.{heading}"] = text or EMPTIED
    return made


def _typed_numbers(source: Path) -> set[str]:
    """Cells of the first sheet that hold a number, not a text."""
    with zipfile.ZipFile(source) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
        cells = (cell for _, cell in ElementTree.iterparse(sheet) if cell.tag.endswith("}c"))
        return {cell.get("r", "") for cell in cells if cell.get("t", "n") == "n" and cell.find("{*}v") is not None}
