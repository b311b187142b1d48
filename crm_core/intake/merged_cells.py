"""Merged cells of a workbook (XLSX, XLS, ODS): where they are, and their value in every row they cover; the file stays.

A workbook keeps the value of merged cells in the first of them only. A text, code or day stands for every row that the
cell covers and is written there; a number or an amount stands once, as one sum would otherwise count several times.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.fields import SHEET_FIELDS, squeezed
from crm_core.intake.headings import is_total_word, spreadsheet_letters
from crm_core.intake.matching import NEAR, likeness
from crm_core.intake.merged_old_books import merged_in_old_book
from crm_core.intake.merged_open_books import merged_in_open_book
from crm_core.intake.remarks import Remark

pc: Any = pyarrow.compute

CHUNK = 1 << 20
OVERLAP = 128
MOST_RANGES = 500_000
LARGEST_PART = 16 << 20
MERGED_CHOICES = ("fill", "first")
_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*?ref="([A-Z]{1,3})\d')


@dataclass(frozen=True)
class Merged:
    """Cells merged into one: first and last row and column, counted from 0 in the table."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """B4:B6"""
        return f"{spreadsheet_letters(self.left)}{self.top + 1}:{spreadsheet_letters(self.right)}{self.bottom + 1}"


def merged_cells(source: Path, tab: str, cells: pa.RecordBatch) -> tuple[list[Merged], int]:
    """Merged cells of a sheet that hold a value, and how many empty columns stand before the table."""
    found, first = _said(source, tab)
    if not found:
        return [], 0
    blank = [pc.equal(pc.fill_null(column, ""), "").to_numpy(zero_copy_only=False) for column in cells.columns]
    by_offset = {
        offset: [one for given in found if _holds_one_value(one := _moved(given, offset), blank)]
        for offset in dict.fromkeys((first, *range(first + 3)))
    }
    best = max(by_offset, key=lambda offset: (len(by_offset[offset]), offset == first))
    return by_offset[best], best


def _said(source: Path, tab: str) -> tuple[list[Merged], int]:
    """Merged cells as the workbook names them, and the first column that it says it uses."""
    if not zipfile.is_zipfile(source):
        ranges = sorted(merged_in_old_book(source, tab))
        return [Merged(*one) for one in ranges], _leftmost(ranges)
    with zipfile.ZipFile(source) as archive:
        part = _part_of(archive, tab)
        if part:
            return _ranges(archive, part)
    ranges = sorted(merged_in_open_book(source, tab))
    return [Merged(*one) for one in ranges], _leftmost(ranges)


def _leftmost(ranges: Sequence[tuple[int, int, int, int]]) -> int:
    """The table begins no further right than its merged cells."""
    return min((left for _, left, _, _ in ranges), default=0)


def filled_down(cells: pa.RecordBatch, merged: Sequence[Merged]) -> pa.RecordBatch:
    """The cells with the value of merged ones in every row that they cover."""
    columns = list(cells.columns)
    for left in {one.left for one in merged if one.bottom > one.top}:
        places = np.arange(cells.num_rows)
        for one in merged:
            if one.left == left:
                places[one.top : one.bottom + 1] = one.top
        columns[left] = columns[left].take(pa.array(places))
    return pa.RecordBatch.from_arrays(columns, names=cells.schema.names)


def is_counted_once(heading: str) -> bool:
    """Whether a column is known to hold numbers or amounts, of which one in merged cells stands once."""
    kinds = ("number", "money")
    known = [(sheet, item.name) for sheet, items in SHEET_FIELDS.items() for item in items if item.kind in kinds]
    return any(likeness(squeezed(heading), sheet, name)[0] >= NEAR for sheet, name in known)


def merged_remarks(
    merged: Sequence[Merged], cells: pa.RecordBatch, header: int, filled: frozenset[int], offset: int
) -> list[Remark]:
    """One remark for each merged cell among the rows: its name, its value, and what was done."""
    remarks = []
    for one in merged:
        text = (cells.column(one.left)[one.top].as_py() or "").strip()
        if one.bottom <= header or is_total_word(text):
            continue
        rule = "merged_across"
        if one.bottom > one.top:
            rule = "merged_down" if one.left in filled else "merged_first"
        shown = Merged(one.top, one.left + offset, one.bottom, one.right + offset)
        remarks.append(Remark(rule, max(one.top, header + 1) + 1, one.left, f"{shown.name}: {text}"))
    return remarks


def _holds_one_value(one: Merged, blank: Sequence[np.ndarray]) -> bool:
    """Whether the first cell says something and the others nothing, as a spreadsheet keeps merged cells."""
    rows = len(blank[0]) if blank else 0
    if one.left < 0 or one.left >= len(blank) or one.bottom >= rows or blank[one.left][one.top]:
        return False
    covered = [blank[place][one.top : one.bottom + 1] for place in range(one.left, min(one.right + 1, len(blank)))]
    return sum(int((~part).sum()) for part in covered) == 1


def _moved(given: Merged, offset: int) -> Merged:
    return Merged(given.top, given.left - offset, given.bottom, given.right - offset)


def _part_of(archive: zipfile.ZipFile, tab: str) -> str | None:
    """Where a workbook keeps a sheet; None in workbooks of another kind."""
    book, links = _tree(archive, "xl/workbook.xml"), _tree(archive, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return None
    sheet = next((one for one in book.iter() if one.tag.endswith("}sheet") and one.get("name") == tab), None)
    key = next((value for name, value in sheet.items() if name.endswith("}id")), "") if sheet is not None else ""
    target = next((one.get("Target", "") for one in links.iter() if one.get("Id") == key), "")
    path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return path if path in archive.namelist() else None


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    """A small part of a workbook; None where it is missing, large, or declares entities of its own."""
    if name not in archive.namelist() or archive.getinfo(name).file_size > LARGEST_PART:
        return None
    content = archive.read(name)
    try:
        return None if b"<!" in content.replace(b"<!--", b"") else ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None


def _ranges(archive: zipfile.ZipFile, part: str) -> tuple[list[Merged], int]:
    """Merged cells as the sheet names them, and the first column that it says it uses."""
    found, first, is_begin = list[Merged](), 0, True
    for chunk in _chunks(archive, part):
        if is_begin and (said := _DIMENSION.search(chunk)):
            first = _column(said[1])
        is_begin = False
        for match in _RANGE.finditer(chunk) if b"mergeCell " in chunk else ():
            left, top, right, bottom = match.groups()
            found.append(Merged(int(top) - 1, _column(left), int(bottom) - 1, _column(right)))
        if len(found) > MOST_RANGES:
            break
    return list(dict.fromkeys(found)), first


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of a sheet, each piece with the end of the one before it."""
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(CHUNK):
            yield rest + piece
            rest = piece[-OVERLAP:]


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
