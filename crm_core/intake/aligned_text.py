"""Text whose cells have nothing but blanks between them, as printers and old machines write: the same lines with tabs.

Where rows lack cells, the cells are told apart by where they stand, but only where nothing contradicts it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from crm_core.intake.headings import is_typed

FEWEST_CELLS, FEWEST_LINES = 3, 2
ENOUGH, TYPED, WHOLE = 0.75, 0.6, 0.5
GAPS = (re.compile(r"[ \u00a0]{2,}"), re.compile(r"[ \u00a0]+"))
WORD = re.compile(r"[^ \u00a0]+")
COLUMN = re.compile(rb"\x01(?:\x00?\x01)*")
"""Places that some line fills, among them no two neighbours that are blank in every line."""
Spans = tuple[tuple[int, int], ...]


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
    with source.open(encoding=encoding, newline="") as read:
        spans = spans_of(read)
    if len(spans) != len(spans_of(sample.splitlines())):
        return None
    target = source.with_name("tabbed")
    with source.open(encoding=encoding, newline="") as read, target.open("w", encoding="utf-8", newline="") as written:
        for line in read:
            end = line[len(line.rstrip("\r\n")) :]
            written.write(("\t".join(_in_places(line, spans)) if line.strip() else "") + end)
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
