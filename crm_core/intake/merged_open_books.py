"""Merged cells of an open workbook (ODS): the cells of a sheet that span several rows or columns."""

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

Range = tuple[int, int, int, int]
CONTENT = "content.xml"
CHUNK, OVERLAP = 1 << 20, 64
MOST_RANGES = 500_000
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_SPANS = re.compile(rb'(?:rows|columns)-spanned="(?:[2-9]|1\d)')


class _Enough(Exception):
    """What is looked for was found, or the file declares entities of its own."""


def merged_in_open_book(source: Path, tab: str) -> list[Range]:
    """First row, first column, last row and last column of each merged cell of a sheet, counted from 0."""
    with zipfile.ZipFile(source) as archive:
        if CONTENT not in archive.namelist() or not _spans_anything(archive):
            return []
        found = _Spans(tab)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = found.begin
        parser.EndElementHandler = found.end
        parser.EntityDeclHandler = found.refuse
        with archive.open(CONTENT) as file:
            try:
                parser.ParseFile(file)
            except (_Enough, expat.ExpatError):
                return found.ranges
        return found.ranges


def _spans_anything(archive: zipfile.ZipFile) -> bool:
    """Whether any cell of any sheet spans more than itself, found without understanding the file."""
    rest = b""
    with archive.open(CONTENT) as file:
        while piece := file.read(CHUNK):
            if _SPANS.search(rest + piece):
                return True
            rest = piece[-OVERLAP:]
    return False


class _Spans:
    """Walks the cells of one sheet and notes those that span several."""

    def __init__(self, tab: str) -> None:
        self.tab, self.ranges = tab, list[Range]()
        self.row, self.column, self.repeated, self.is_within = 0, 0, 1, False

    def begin(self, name: str, said: dict[str, str]) -> None:
        """A sheet, row or cell begins."""
        if name == f"{TABLE}table":
            self.is_within = said.get(f"{TABLE}name") == self.tab
        elif not self.is_within:
            return
        elif name == f"{TABLE}table-row":
            self.column, self.repeated = 0, _number(said, "number-rows-repeated")
        elif name in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            rows, columns = _number(said, "number-rows-spanned"), _number(said, "number-columns-spanned")
            if rows > 1 or columns > 1:
                self.ranges.append((self.row, self.column, self.row + rows - 1, self.column + columns - 1))
            self.column += _number(said, "number-columns-repeated")
            if len(self.ranges) > MOST_RANGES:
                raise _Enough

    def end(self, name: str) -> None:
        """A row or the sheet ends."""
        if self.is_within and name == f"{TABLE}table-row":
            self.row += self.repeated
        elif self.is_within and name == f"{TABLE}table":
            raise _Enough

    def refuse(self, *_: object) -> None:
        """A file that declares entities is not walked."""
        self.ranges.clear()
        raise _Enough


def _number(said: dict[str, str], name: str) -> int:
    text = said.get(f"{TABLE}{name}", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
