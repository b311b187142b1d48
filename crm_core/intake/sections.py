"""Lines that name the customer of the rows below them, and columns that say something in the first row of a group only.

Accounting packages print “120.01.001 ABC Ltd.” above the lines of an account, pivot tables leave out what repeats. Taken
for the rows below only where the reader says so: ``down.customer_id=code`` (the number in the line) or ``whole`` (the
line), ``down.<field>=fill`` (the cell above); ``no`` takes nothing.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.cells import FileReading
from crm_core.intake.encoding import SEPARATORS
from crm_core.intake.fields import SHEET_FIELDS, account_labels, heading_words, squeezed
from crm_core.intake.headings import is_total_word, is_typed
from crm_core.intake.matching import NEAR, likeness
from crm_core.intake.plain_texts import letters_of, trimmed, whole_column
from crm_core.intake.printed_rows import is_page_number
from crm_core.intake.quotation import QUOTES, split_line
from crm_core.intake.sheet_drafts import distinct_texts
from crm_core.intake.values import FIRST_ROWS

pc: Any = pyarrow.compute

Said = tuple[int, list[str]]

DOWN = "down.customer_id"
LINE_CHOICES, FILL_CHOICES = ("code", "whole"), ("fill", "no")
DOWN_SIGN = "↓ "
"""Begins the heading of the column that is filled from above."""
MOST_FILLED = 4
MOST_LINES, MOST_LINES_OF_ONE = 200_000, 3
WHOLE_ROWS = 0.9
EMPTY_SHARE, FEWEST_EMPTY, MOST = 0.5, 3, 0.8
SAME_SHARE = 0.2
SHORTEST_CODE = 3
_DAY_OR_AMOUNT = re.compile(
    r"^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d[\d.]*,\d{2}|\d[\d,]*,\d{3}\.\d{2})$"
)
_CODE = re.compile(r"^[^\s:]*\d[^\s:,;]*")


@dataclass(frozen=True)
class Sections:
    """Lines above the rows they speak for, in the order of the file.

    ``places`` are the last line of each, ``lines`` all of them, ``texts`` what they say, ``resets`` the lines that nobody
    understands, below which no customer is known. ``column`` is where they stand, ``first`` the line above the headings.
    """

    places: np.ndarray
    lines: np.ndarray
    texts: tuple[str, ...]
    resets: np.ndarray
    column: int
    first: str | None

    @property
    def have_codes(self) -> bool:
        """Whether nearly every line holds a number."""
        return sum(bool(code_in(text)) for text in self.texts) >= MOST * len(self.texts)


def code_in(text: str) -> str:
    """120.01.001 of “120.01.001 ABC Ltd.” and of “Cari Kodu: 120.01.001 ABC Ltd.”; nothing where no number begins it."""
    found = _CODE.match(without_label(text))
    return found[0].rstrip(".-–—/") if found else ""


def without_label(text: str) -> str:
    """The line without what a form says before it: “Cari Kodu :”."""
    label, colon, rest = text.partition(":")
    return (
        rest.strip(" -–")
        if colon and rest.strip() and squeezed(label) in (*heading_words("customers", "customer_id"), *account_labels())
        else text
    )


def sections_in(cells: pa.Table, reading: FileReading) -> Sections | None:
    """Lines of few cells, none a sum, title or page number, that stand above rows of many; None where there are none."""
    cells, width = in_order(cells), len(reading.headings) - reading.added
    is_row, said = _candidates(cells, reading, width)
    titles = {squeezed(line) for line in reading.title_lines}
    lines = {
        place: line for place, (_, texts) in said.items() if (line := _line(texts)) and squeezed(line) not in titles
    }
    runs = _runs(sorted(lines))
    named = [run for run in runs if run[-1] + 1 < len(is_row) and is_row[run[-1] + 1] and len(run) <= MOST_LINES_OF_ONE]
    column = Counter(said[run[0]][0] for run in named).most_common(1)[0][0] if named else 0
    named = [run for run in named if said[run[0]][0] == column]
    rows = np.flatnonzero(is_row)
    if not named or not len(rows):
        return None
    first = reading.title_lines[-1] if reading.title_lines and rows[0] < named[0][0] else None
    if rows[0] < named[0][0] and not code_in(first or ""):
        return None
    resets = [run[-1] for run in runs if run not in named]
    return Sections(
        np.array([run[-1] for run in named]),
        np.array([place for run in named for place in run]),
        tuple(" ".join(sorted((lines[place] for place in run), key=lambda line: not code_in(line))) for run in named),
        np.array(resets, dtype=int),
        column,
        first,
    )


def in_order(cells: pa.Table) -> pa.Table:
    """The rows in the order of the file; those of another width are read last."""
    numbers = cells.column("row_number").to_numpy()
    return cells if (np.diff(numbers) > 0).all() else cells.sort_by("row_number")


def _candidates(cells: pa.Table, reading: FileReading, width: int) -> tuple[np.ndarray, dict[int, Said]]:
    """Which rows are rows of the table, and what each says that is not: of another width, or with few cells."""
    filled = _filled(cells, width)
    is_ragged = cells.column("ragged").combine_chunks().is_valid().to_numpy(zero_copy_only=False)
    usual = _usual(filled[~is_ragged])
    firsts = distinct_texts(cells, 0)
    is_label = np.array([_is_label(text) for text in firsts.dictionary.to_pylist()], bool)[firsts.indices.to_numpy()]
    is_row = ~(is_ragged | (2 * filled <= usual) | is_label)
    places = np.flatnonzero(~is_row)
    if len(places) > MOST_LINES:
        return is_row, {}
    said = _said(cells.take(pa.array(places)), reading, width)
    return is_row, {
        int(place): texts for place, texts in zip(places, said, strict=True) if len(texts[1]) <= MOST_FILLED
    }


def _runs(places: Sequence[int]) -> list[list[int]]:
    """Places that follow each other, together."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] + 1 == place:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def from_above(
    cells: pa.Table, reading: FileReading, choices: Mapping[str, str]
) -> tuple[pa.Table, dict[str, pa.Array]]:
    """The cells without lines that only name a customer, and the columns that say what stands in lines or cells above."""
    downs = {key.removeprefix("down."): value for key, value in choices.items() if key.startswith("down.")}
    added: dict[str, pa.Array] = {}
    if downs:
        cells = in_order(cells)
    if downs.get("customer_id") in LINE_CHOICES and (sections := sections_in(cells, reading)):
        cells, texts = _without_lines(cells, sections, downs["customer_id"])
        added[DOWN_SIGN + reading.headings[sections.column]] = texts
    for heading in _filled_headings(reading, choices).values():
        added[DOWN_SIGN + heading] = filled_down(cells, reading.headings.index(heading))
    return cells, added


def fields_from_above(reading: FileReading, choices: Mapping[str, str]) -> dict[str, str]:
    """Field by the heading of each column that was filled from above."""
    fields = {DOWN_SIGN + heading: name for name, heading in _filled_headings(reading, choices).items()}
    made = reading.headings[len(reading.headings) - reading.added :]
    of_lines = next((name for name in made if name.startswith(DOWN_SIGN) and name not in fields), None)
    is_of_lines = choices.get(DOWN) in LINE_CHOICES and of_lines is not None
    return fields | ({of_lines: "customer_id"} if is_of_lines and of_lines else {})


def _filled_headings(reading: FileReading, choices: Mapping[str, str]) -> dict[str, str]:
    """Heading of the file by field, for each field that the reader wants filled from the cells above."""
    names = [key.removeprefix("down.") for key, value in choices.items() if key.startswith("down.") and value == "fill"]
    own = reading.headings[: len(reading.headings) - reading.added]
    found = {name: _heading_of(name, own, choices) for name in names}
    return {name: heading for name, heading in found.items() if heading}


def _heading_of(name: str, headings: Sequence[str], choices: Mapping[str, str]) -> str | None:
    """The heading that feeds a field: by the reader's choice, else as it is known."""
    chosen = next((heading for heading in headings if choices.get(f"map.{heading}") == name), None)
    sheets = [sheet for sheet, items in SHEET_FIELDS.items() if any(item.name == name for item in items)]
    likely = {heading: max(likeness(squeezed(heading), sheet, name) for sheet in sheets) for heading in headings}
    best = max(likely, key=lambda heading: likely[heading][:2], default=None)
    return chosen or (best if best and likely[best][0] >= NEAR else None)


def _without_lines(cells: pa.Table, sections: Sections, choice: str) -> tuple[pa.Table, pa.Array]:
    """The other rows, and for each what the line above it says; nothing below a line that nobody understands."""
    taken = code_in if choice == "code" else without_label
    said = pa.array(["", taken(sections.first or ""), *map(taken, sections.texts)], pa.string())
    speaks = np.full(cells.num_rows, -1)
    speaks[sections.places] = np.arange(len(sections.places)) + 2
    speaks[sections.resets] = 0
    latest = np.maximum.accumulate(np.where(speaks >= 0, np.arange(cells.num_rows), -1))
    which = np.where(latest < 0, 1, speaks[np.maximum(latest, 0)])
    kept = np.ones(cells.num_rows, dtype=bool)
    kept[sections.lines] = False
    return cells.filter(pa.array(kept)), said.take(pa.array(which[kept]))


def filled_down(cells: pa.Table, place: int) -> pa.Array:
    """A column with each text in the empty cells below it, as far as the next; labels of sums go no further."""
    texts = trimmed(whole_column(cells, place))
    is_filled = letters_of(texts).lengths > 0
    for known in pc.unique(texts.filter(pa.array(is_filled))).to_pylist():
        if is_total_word(known):
            is_filled &= ~pc.equal(texts, known).to_numpy(zero_copy_only=False)
    places = np.maximum.accumulate(np.where(is_filled, np.arange(len(is_filled)), 0))
    return texts.take(pa.array(places))


def is_named_once(cells: pa.Table, place: int, width: int) -> bool:
    """Whether a column says something in the first row of each group only, as pivot tables do."""
    if _says_seldom(cells.slice(0, FIRST_ROWS), place):
        filled = _filled(cells, width)
        return _says_seldom(cells.filter(pa.array(2 * filled >= _usual(filled))), place)
    return False


def _says_seldom(cells: pa.Table, place: int) -> bool:
    """Whether the first row is filled, most others are not, and what is filled changes nearly each time."""
    texts = trimmed(whole_column(cells, place))
    is_filled = letters_of(texts).lengths > 0
    if not len(texts) or not is_filled[0] or is_filled.mean() > 1 - EMPTY_SHARE or (~is_filled).sum() < FEWEST_EMPTY:
        return False
    said = texts.filter(pa.array(is_filled))
    same = pc.sum(pc.equal(said.slice(1), said.slice(0, len(said) - 1))).as_py() if len(said) > 1 else None
    return same is not None and same <= SAME_SHARE * len(said)


def _filled(cells: pa.Table, width: int) -> np.ndarray:
    """Number of filled cells of the file's own by row."""
    counted = np.zeros(cells.num_rows, np.int16)
    for place in range(width):
        counted += letters_of(trimmed(whole_column(cells, place))).lengths > 0
    return counted


def _usual(filled: np.ndarray) -> float:
    """Filled cells of a whole row; lines with few cells may be more than the rows are."""
    return float(np.quantile(filled, WHOLE_ROWS)) if len(filled) else 0.0


def _said(rows: pa.Table, reading: FileReading, width: int) -> list[Said]:
    """The first filled place and the filled cells of each row, those of another width told apart as the file tells them."""
    separator, quote = SEPARATORS.get(reading.separator or "", ";"), QUOTES[reading.quote or "none"]
    said = list[Said]()
    for row in rows.to_pylist():
        own = list(row.values())[:width] if row["ragged"] is None else split_line(row["ragged"], separator, quote).cells
        filled = [(place, cell.strip()) for place, cell in enumerate(own) if cell and cell.strip()]
        said.append((filled[0][0] if filled else 0, [cell for _, cell in filled]))
    return said


def _is_label(text: str) -> bool:
    """Whether a cell says what stands behind it, as forms do: “Cari Kodu :”."""
    is_account = text.rstrip().endswith(":") and squeezed(text.rstrip(" :")) in account_labels()
    return is_account or squeezed(text) in heading_words("customers", "customer_id")


def _line(texts: Sequence[str]) -> str:
    """The cells as one line; nothing where they are a sum, the number of a page, or nothing but numbers and days."""
    texts = texts[1:] if len(texts) > 1 and _is_label(texts[0]) else texts
    line = " ".join(texts)
    is_other = any(map(is_total_word, texts)) or any(map(is_page_number, texts))
    is_code = len(texts) >= 1 and len(texts[0]) >= SHORTEST_CODE and not _DAY_OR_AMOUNT.match(texts[0])
    return "" if is_other or not (is_code or any(not is_typed(text) for text in texts)) else line
