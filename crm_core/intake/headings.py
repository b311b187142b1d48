"""Where a table begins: the heading row below title lines, and a name for every column; judges by the cells alone."""

import re
from collections import Counter
from collections.abc import Sequence

from crm_core.words import fold

_NUMBER_OR_DATE = re.compile(r"^[\s₺$€£%(+-]*\d[\d.,:/\sT%()-]*(?:TL|TRY|USD|EUR|GBP)?$")
ROWS_LOOKED_AT = 40
TOTAL_WORDS = frozenset(
    ("toplam", "genel toplam", "ara toplam", "yekun", "total", "grand total", "subtotal", "sub total", "sum total")
)


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Place (0-based) of the heading row: the first row about as wide as the table, all words, no word twice.

    Where no row is so, the first row that is about as wide as the table.
    """
    width = _usual_width(rows)
    wide = [place for place, row in enumerate(rows[:ROWS_LOOKED_AT]) if _filled(row) >= max(1, 0.6 * width)]
    for place in wide:
        cells = [cell.strip() for cell in rows[place] if cell.strip()]
        if not any(_NUMBER_OR_DATE.match(cell) for cell in cells) and len({fold(cell) for cell in cells}) == len(cells):
            return place
    return wide[0] if wide else 0


def column_names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for each column: as given, ``Column 3`` where empty, ``Tutar (2)`` where it stands twice."""
    names: list[str] = []
    for place in range(width):
        given = " ".join(cells[place].split()) if place < len(cells) else ""
        name = given or f"Column {place + 1}"
        count = 2
        while name in names:
            name = f"{given or f'Column {place + 1}'} ({count})"
            count += 1
        names.append(name)
    return tuple(names)


def table_width(rows: Sequence[Sequence[str]], header: int) -> int:
    """Number of columns: as many as the headings have, or as the rows below have where those are more."""
    named = max((place + 1 for place, cell in enumerate(rows[header]) if cell.strip()), default=0)
    below = Counter(max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0) for row in rows[header + 1 :])
    usual = max(below.items(), key=lambda item: (item[1], item[0]))[0] if below else 0
    return max(named, usual, 1)


def is_total_word(text: str) -> bool:
    """True for the words that stand before a sum: TOPLAM, GENEL TOPLAM, Total …"""
    return fold(text) in TOTAL_WORDS


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(_filled(row) for row in rows if _filled(row))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 1


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())
