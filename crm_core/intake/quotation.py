"""Lines of a text file to rows by their quotation marks: a mark without its partner is a letter and swallows no row.

A cell may hold line breaks; it is taken so where its mark is closed and the lines by themselves do not look like rows.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from crm_core.intake.headings import is_typed

QUOTES = {"double": '"', "single": "'", "none": ""}
BREAKS_IN_A_CELL = 100
MOSTLY = 0.8


@dataclass(frozen=True)
class Row:
    """One row: its cells, its text as it stands, the lines it takes, and the cell whose mark has no partner.

    ``quoted`` counts its cells in quotation marks; it is broken where a line ends in a cell without them.
    """

    cells: list[str]
    text: str
    lines: int
    open_cell: str | None = None
    quoted: int = 0
    is_broken: bool = False


@dataclass(frozen=True)
class Look:
    """What the rows of a table look like: cells each, and which of them are numbers or days."""

    width: int
    typed: frozenset[int]


def look_of(sample: Sequence[str], separator: str, quote: str, width: int | None = None) -> Look:
    """The number of cells of a row, by the lines where it is not known; the places that are nearly always numbers or days."""
    split = [
        found.cells for line in sample if line.strip() and not (found := split_line(line, separator, quote)).open_cell
    ]
    width = width or (Counter(map(len, split)).most_common(1)[0][0] if split else 1)
    rows = [cells for cells in split if len(cells) == width]
    typed = set()
    for place in range(width):
        filled = [row[place].strip() for row in rows if row[place].strip()]
        if filled and sum(map(is_typed, filled)) > MOSTLY * len(filled):
            typed.add(place)
    return Look(width, frozenset(typed))


def rows_in(lines: Iterator[str], separator: str, quote: str, look: Look) -> Iterator[Row]:
    """The rows that the lines hold, one after the other."""
    waiting: deque[str] = deque()
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        row = split_line(line, separator, quote)
        if row.open_cell is not None and (whole := _over_lines(line, waiting, lines, separator, quote, look)):
            row = whole
        yield row


def _over_lines(
    line: str, waiting: deque[str], lines: Iterator[str], separator: str, quote: str, look: Look
) -> Row | None:
    """The row that begins in this line and ends where its mark is closed; None where it has no partner."""
    taken = [line]
    for place in range(BREAKS_IN_A_CELL):
        if place == len(waiting):
            following = next(lines, None)
            if following is None:
                return None
            waiting.append(following)
        taken.append(waiting[place])
        if not _closing(separator, quote).search(_bare(waiting[place])):
            continue
        row = split_line("".join(taken), separator, quote)
        if row.open_cell is None and not row.is_broken:
            if _are_rows(taken, separator, quote, look):
                return None
            for _ in taken[1:]:
                waiting.popleft()
            return Row(row.cells, row.text, len(taken), None, row.quoted)
    return None


def _are_rows(taken: Sequence[str], separator: str, quote: str, look: Look) -> bool:
    """Whether each line is as wide as the table and has numbers and days where the table has them."""
    if look.width < 2 or not look.typed:
        return False
    for line in taken:
        cells = split_line(line, separator, quote).cells
        if len(cells) != look.width:
            return False
        said = [cells[place].strip() for place in look.typed if cells[place].strip()]
        if not said or not all(map(is_typed, said)):
            return False
    return True


def split_line(line: str, separator: str, quote: str) -> Row:
    """The cells of a text; a quotation mark at the start of a cell counts only where it is closed at the cell's end."""
    text = _bare(line)
    if not quote or quote not in text:
        return Row(text.split(separator), text, 1)
    closed, opened = _patterns(separator, quote)
    cells, place, open_cell, quoted, is_broken = list[str](), 0, None, 0, False
    while True:
        found = closed.match(text, place) if text.startswith(quote, place) else None
        if found:
            cells.append(found[1].replace(quote * 2, quote))
            end, quoted = found.end(), quoted + 1
        else:
            end = text.find(separator, place)
            end = len(text) if end < 0 else end
            cells.append(text[place:end])
            is_broken |= "\n" in cells[-1] or "\r" in cells[-1]
            if open_cell is None and text.startswith(quote, place) and opened.match(text, place):
                open_cell = text[place:end]
        if end >= len(text):
            return Row(cells, text, 1, open_cell, quoted, is_broken)
        place = end + len(separator)


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


@cache
def _patterns(separator: str, quote: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A quoted cell to its end; a mark that is closed nowhere in the text."""
    mark, sign = re.escape(quote), re.escape(separator)
    inside = f"[^{mark}]*(?:{mark}{mark}[^{mark}]*)*"
    return re.compile(f"{mark}({inside}){mark}(?={sign}|\\Z)"), re.compile(f"{mark}{inside}\\Z")


@cache
def _closing(separator: str, quote: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(quote)}(?={re.escape(separator)}|\\Z)")
