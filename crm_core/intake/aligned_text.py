"""Text whose cells have nothing but blanks between them, as printers and old machines write: the same lines with tabs.

Where rows lack cells, the cells are told apart by where they stand, but only where nothing contradicts it. Headings that do
not stand above their cells are taken in their order where there are as many of them as columns below.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crm_core.intake.headings import is_typed

FEWEST_CELLS, FEWEST_LINES = 3, 2
ENOUGH, TYPED, WHOLE = 0.75, 0.6, 0.5
GAPS = (re.compile(r"[ \u00a0]{2,}"), re.compile(r"[ \u00a0]+"))
WORD = re.compile(r"[^ \u00a0]+")
COLUMN = re.compile(rb"\x01(?:\x00?\x01)*")
"""Places that some line fills, among them no two neighbours that are blank in every line."""
Spans = tuple[tuple[int, int], ...]
RULE = re.compile(r"[-=_+| \u00a0]*")
"""A line that is drawn between headings, rows and sums."""
FIRST_LINES, FEWEST_ROWS = 12, 3


@dataclass(frozen=True)
class PlacedTable:
    """Columns of a printed table below headings that stand elsewhere; ``aside`` are its headings and what is above them."""

    spans: Spans
    heading: str
    headings: tuple[str, ...]
    aside: frozenset[str]

    def is_row(self, line: str) -> bool:
        """Whether a line is none of the headings, titles and drawn lines."""
        return not RULE.fullmatch(line.strip()) and line.strip() not in self.aside

    def tabbed(self, line: str) -> str:
        """The line with a tab between its cells; drawn lines say nothing."""
        if self.is_row(line):
            return "\t".join(_in_places(line, self.spans))
        if line.strip() == self.heading:
            return "\t".join(self.headings)
        return "" if RULE.fullmatch(line.strip()) else line.strip()


def gap_of(sample: str) -> re.Pattern[str] | None:
    """What stands between the cells: two blanks or more, or any, whichever makes more lines alike; None without a table."""
    lines = [line.strip() for line in sample.splitlines() if line.strip()]
    alike = {gap: _lines_alike([gap.split(line) for line in lines]) for gap in GAPS}
    best = max(GAPS, key=lambda gap: alike[gap])
    return best if alike[best] else None


def stands_in_places(sample: str) -> bool:
    """Whether rows lack cells, and yet every cell of every line stands in a column that blanks divide in all lines."""
    lines = [line.rstrip() for line in sample.splitlines() if line.strip()]
    spans = spans_of(lines)
    if len(spans) < FEWEST_CELLS or len(lines) <= FEWEST_LINES or "\t" in sample:
        return False
    cells = [_in_places(line, spans) for line in lines]
    whole = [row for row in cells if all(row)]
    return (
        all(cells[0])
        and WHOLE * len(lines) <= len(whole) < len(lines)
        and _has_typed(whole, len(spans))
        and all(
            [cell for cell in row if cell] == GAPS[0].split(line.strip())
            for row, line in zip(cells, lines, strict=True)
        )
    )


def placed_table(sample: str) -> PlacedTable | None:
    """A table whose columns are unmistakable below a line of as many headings; None where anything contradicts that."""
    if "\t" in sample:
        return None
    lines = [line.rstrip() for line in sample.splitlines() if line.strip()]
    found = (_below_headings(lines, place) for place in range(min(FIRST_LINES, len(lines))))
    return next((table for table in found if table), None)


def _below_headings(lines: Sequence[str], place: int) -> PlacedTable | None:
    """The table whose headings one line holds, if it holds them."""
    heading, aside = lines[place].strip(), frozenset(line.strip() for line in lines[: place + 1])
    rows = [line for line in lines if line.strip() not in aside and not RULE.fullmatch(line)]
    spans = spans_of(rows)
    if len(rows) < FEWEST_ROWS or len(spans) < FEWEST_CELLS:
        return None
    headings = GAPS[0].split(heading)
    if len(headings) != len(spans) or any(is_typed(cell) for cell in headings):
        return None
    cells = [_in_places(row, spans) for row in rows]
    whole = [row for row in cells if all(row)]
    is_plain = all(
        [cell for cell in row if cell] == GAPS[0].split(line.strip()) for row, line in zip(cells, rows, strict=True)
    )
    is_table = is_plain and len(whole) >= WHOLE * len(rows) and _has_typed(whole, len(spans))
    return PlacedTable(spans, heading, tuple(headings), aside) if is_table else None


def spans_of(lines: Iterable[str]) -> Spans:
    """From where to where the columns stand: between them two places or more are blank in every line."""
    used = bytearray()
    for line in lines:
        for word in WORD.finditer(line.rstrip()):
            used.extend(bytes(max(0, word.end() - len(used))))
            used[word.start() : word.end()] = b"\x01" * (word.end() - word.start())
    return tuple((found.start(), found.end()) for found in COLUMN.finditer(used))


def tabbed(source: Path, encoding: str, gap: re.Pattern[str]) -> Path:
    """The file in UTF-8 with a tab in each gap, beside the file; line by line, so that rows keep their numbers."""
    target = source.with_name("tabbed")
    with source.open(encoding=encoding, newline="") as read, target.open("w", encoding="utf-8", newline="") as written:
        for line in read:
            end = line[len(line.rstrip("\r\n")) :]
            written.write(gap.sub("\t", line.strip()) + end)
    return target


def tabbed_by_place(source: Path, encoding: str, sample: str) -> Path | None:
    """The same by where cells stand; None where lines below the sample stand otherwise, so that no cell is cut."""
    table = None if stands_in_places(sample) else placed_table(sample)
    with source.open(encoding=encoding, newline="") as read:
        spans = spans_of(line for line in read if table is None or table.is_row(line))
    if len(spans) != (len(table.spans) if table else len(spans_of(sample.splitlines()))):
        return None
    table = replace(table, spans=spans) if table else PlacedTable(spans, "", (), frozenset())
    target = source.with_name("tabbed")
    with source.open(encoding=encoding, newline="") as read, target.open("w", encoding="utf-8", newline="") as written:
        for line in read:
            end = line[len(line.rstrip("\r\n")) :]
            written.write(table.tabbed(line) + end)
    return target


def _in_places(line: str, spans: Spans) -> list[str]:
    return [line[start:stop].strip() for start, stop in spans]


def _lines_alike(rows: list[list[str]]) -> int:
    """Lines with as many cells as each other; none where they are not nearly all, or no place holds numbers or days."""
    if len(rows) < FEWEST_LINES:
        return 0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    whole = [row for row in rows if len(row) == width]
    is_table = _has_typed(whole, width)
    return count if is_table and width >= FEWEST_CELLS and count >= ENOUGH * len(rows) else 0


def _has_typed(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether a place holds numbers or days in most rows."""
    return any(sum(is_typed(row[place]) for row in rows) >= TYPED * len(rows) for place in range(width))
