"""Where a table begins: the heading row below title lines, and a name for every column; judges by the cells and known headings."""

import re
from collections import Counter
from collections.abc import Sequence

from crm_core.intake.fields import every_heading, squeezed
from crm_core.words import fold

_NUMBER_OR_DATE = re.compile(r"^[\s₺$€£%(+-]*\d[\d.,:/\sT%()-]*(?:TL|TRY|USD|EUR|GBP)?$")
_DRAWN = re.compile(r"[-=_+]{3,}[-=_+ ]*")
_STARS = re.compile(r"\*{1,3}")
"""Stands before a sum in lists of SAP."""
ROWS_LOOKED_AT, FEWEST_ABOVE = 40, 2
LONGEST_LABEL, SHORTEST_SENTENCE = 6, 2
SENTENCE_ENDS = (".", "!", "?", "…")
TOTAL_WORDS = frozenset(
    ("toplam", "toplamlar", "yekun", "yekunler", "nakli yekun", "devreden", "devreden yekun", "nakledilen", "total",
     "totals", "subtotal", "sub total")
)  # fmt: skip
TOTAL_STARTS = ("total for ", "subtotal for ", "sub total for ")
TOTAL_ENDINGS = (
    " toplam",
    " toplami",
    " toplamlar",
    " toplamlari",
    " yekun",
    " yekunu",
    " total",
    " totals",
    " subtotal",
)


def is_drawn(cells: Sequence[str]) -> bool:
    """Whether all that a row says is a line drawn with signs: ----- or +-----+-----+."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_DRAWN.fullmatch(cell) for cell in filled)


def whole_headings(rows: Sequence[Sequence[str]], header: int) -> list[str]:
    """The headings, with what the line above says of several where only both together are known: Cari Hesap over Kodu."""
    own = list(rows[header])
    above = rows[header - 1] if header > 0 else ()
    if _filled(above) < FEWEST_ABOVE:
        return own
    said, group = list[str](), ""
    for place, heading in enumerate(own):
        group = above[place].strip() if place < len(above) and above[place].strip() else group
        both = f"{group} {heading.strip()}"
        is_known = squeezed(heading) in every_heading() or not heading.strip()
        said.append(both if group and not is_known and squeezed(both) in every_heading() else heading)
    return said


def heading_row(rows: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """Place (0-based) of the heading row, -1 where the table has none, and whether that is beyond doubt.

    The row about as wide as the table with most known headings; else the first all of words, no word twice, which is
    beyond doubt where numbers or days stand below its words. Where every row holds numbers or days, there is none.
    """
    rows = [() if is_drawn(row) else row for row in rows]
    width = _usual_width(rows)
    wide = [place for place, row in enumerate(rows[:ROWS_LOOKED_AT]) if _filled(row) >= max(1, 0.6 * width)]
    known = {place: sum(squeezed(cell) in every_heading() for cell in rows[place] if cell.strip()) for place in wide}
    best = max(wide, key=lambda place: (known[place], -place), default=0)
    if known.get(best, 0) > 1:
        return best, True
    for place in wide:
        cells = [cell.strip() for cell in rows[place] if cell.strip()]
        if not any(is_typed(cell) for cell in cells) and len({fold(cell) for cell in cells}) == len(cells):
            return place, known[place] > 0 or _stands_over_typed(rows, place) or len(rows) == place + 1
    if not wide:
        return 0, False
    return (best, False) if known[best] else (-1, True)


def _stands_over_typed(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a word of the row stands over a column of numbers or days."""
    for column, heading in enumerate(rows[place]):
        below = [row[column].strip() for row in rows[place + 1 :] if column < len(row) and row[column].strip()]
        if heading.strip() and below and sum(map(is_typed, below)) > 0.8 * len(below):
            return True
    return False


def is_typed(cell: str) -> bool:
    return bool(_NUMBER_OR_DATE.match(cell))


def column_names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for each column: as given, its letter in spreadsheets (``C``) where empty, ``Tutar (2)`` where it stands twice."""
    names: list[str] = []
    for place in range(width):
        given = " ".join(cells[place].split()) if place < len(cells) else ""
        name = given or spreadsheet_letters(place)
        count = 2
        while name in names:
            name = f"{given or spreadsheet_letters(place)} ({count})"
            count += 1
        names.append(name)
    return tuple(names)


def spreadsheet_letters(place: int) -> str:
    """A, B … Z, AA, AB …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def table_width(rows: Sequence[Sequence[str]], header: int) -> int:
    """Number of columns: as many as the headings have, or as the rows below have where those are more."""
    named = max((place + 1 for place, cell in enumerate(rows[header]) if cell.strip()), default=0)
    below = Counter(max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0) for row in rows[header + 1 :])
    usual = max(below.items(), key=lambda item: (item[1], item[0]))[0] if below else 0
    return max(named, usual, 1)


def is_total_word(text: str) -> bool:
    """True for the labels that stand before a sum: TOPLAM, GENEL TOPLAM, 120.01 Toplamı, Nakli Yekûn, Total for ABC Ltd, * …

    A sentence is no label: “Almost up every total.”
    """
    folded = fold(text)
    return (
        _STARS.fullmatch(text.strip()) is not None
        or folded in TOTAL_WORDS
        or ((folded.endswith(TOTAL_ENDINGS) or folded.startswith(TOTAL_STARTS)) and not _is_sentence(text))
    )


def _is_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, or is longer than a label."""
    words = len(text.split())
    return words > LONGEST_LABEL or (words > SHORTEST_SENTENCE and text.rstrip().endswith(SENTENCE_ENDS))


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(_filled(row) for row in rows if _filled(row))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 1


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())
