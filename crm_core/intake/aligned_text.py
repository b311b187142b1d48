"""Text whose cells have nothing but blanks between them, as printers and old machines write: the same lines with tabs."""

import re
from collections import Counter
from pathlib import Path

from crm_core.intake.headings import is_typed

FEWEST_CELLS, FEWEST_LINES = 3, 2
ENOUGH, TYPED = 0.75, 0.6
GAPS = (re.compile(r"[ \u00a0]{2,}"), re.compile(r"[ \u00a0]+"))


def gap_of(sample: str) -> re.Pattern[str] | None:
    """What stands between the cells: two blanks or more, or any, whichever makes more lines alike; None without a table."""
    lines = [line.strip() for line in sample.splitlines() if line.strip()]
    alike = {gap: _lines_alike([gap.split(line) for line in lines]) for gap in GAPS}
    best = max(GAPS, key=lambda gap: alike[gap])
    return best if alike[best] else None


def tabbed(source: Path, encoding: str, gap: re.Pattern[str]) -> Path:
    """The file in UTF-8 with a tab in each gap, beside the file; line by line, so that rows keep their numbers."""
    target = source.with_name("tabbed")
    with source.open(encoding=encoding, newline="") as read, target.open("w", encoding="utf-8", newline="") as written:
        for line in read:
            end = line[len(line.rstrip("\r\n")) :]
            written.write(gap.sub("\t", line.strip()) + end)
    return target


def _lines_alike(rows: list[list[str]]) -> int:
    """Lines with as many cells as each other; none where they are not nearly all, or no place holds numbers or days."""
    if len(rows) < FEWEST_LINES:
        return 0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    whole = [row for row in rows if len(row) == width]
    is_table = any(sum(is_typed(row[place]) for row in whole) >= TYPED * len(whole) for place in range(width))
    return count if is_table and width >= FEWEST_CELLS and count >= ENOUGH * len(rows) else 0
