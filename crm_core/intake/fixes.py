"""Fixes made in place: cells of a draft changed by the reader, kept among its choices, each to be taken back.

``fix.<n>.row7.<heading>=<text>`` sets one cell (``""`` empties it); ``fix.<n>.trim|upper|lower|title.<heading>=all``
puts blanks or case right by Turkish rules; ``fix.<n>.replace.<heading>=["a","b"]`` changes a part of every text;
``fix.<n>.set.<heading>=["a","b"]`` changes every cell that says ``a``; ``fix.<n>.fill.<heading>=<text>`` fills empty
cells. They are carried out in the order of their numbers. The file itself is never changed.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.words import turkish_lower, turkish_upper

pc: Any = pyarrow.compute

EMPTIED = '""'
BULK_KINDS = ("trim", "upper", "lower", "title", "replace", "set", "fill")
_KEY = re.compile(r"fix\.(?P<number>\d{1,6})\.(?P<kind>row(?P<row>\d{1,9})|[a-z]+)\.(?P<heading>.+)", re.DOTALL)


@dataclass(frozen=True)
class Fix:
    """One fix: in one row or in a whole column; ``old`` is what a replacement looks for."""

    key: str
    number: int
    kind: str
    heading: str
    row: int | None
    old: str
    new: str


def fix_of(key: str, choice: str) -> Fix | None:
    """The fix that a choice stands for; None where it stands for none."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    row = int(found["row"]) if found["row"] else None
    kind = "row" if row is not None else found["kind"]
    pair = _pair(choice) if kind in ("replace", "set") else ("", "" if choice == EMPTIED else choice)
    is_whole = kind in ("row", "fill") or (kind in BULK_KINDS and (kind in ("replace", "set") or choice == "all"))
    if pair is None or not is_whole or (kind == "replace" and not pair[0]):
        return None
    return Fix(key, int(found["number"]), kind, found["heading"], row, *pair)


def fixes(choices: Mapping[str, str]) -> tuple[Fix, ...]:
    """All fixes of a draft, in the order in which they are carried out."""
    found = [fix for key, choice in choices.items() if (fix := fix_of(key, choice))]
    return tuple(sorted(found, key=lambda fix: fix.number))


def next_fix(choices: Mapping[str, str]) -> int:
    """Number of the fix to come."""
    return max((fix.number for fix in fixes(choices)), default=0) + 1


def fixed(cells: pa.Table, headings: Sequence[str], choices: Mapping[str, str]) -> tuple[pa.Table, dict[str, int]]:
    """The cells as the fixes leave them, and how many cells each fix changed, by its key."""
    changed: dict[str, int] = {}
    for fix in fixes(choices):
        if fix.heading not in headings:
            continue
        place = list(headings).index(fix.heading)
        before = cells.column(place).combine_chunks()
        after = _in_row(cells, before, fix) if fix.row is not None else _in_column(before, fix)
        changed[fix.key] = pc.sum(pc.not_equal(before, after)).as_py() or 0
        cells = cells.set_column(place, cells.column_names[place], after)
    return _whole_again(cells, choices), changed


def _in_row(cells: pa.Table, texts: pa.StringArray, fix: Fix) -> pa.Array:
    is_meant = pc.equal(cells.column("row_number"), fix.row)
    return pc.if_else(is_meant.combine_chunks(), fix.new, texts)


def _whole_again(cells: pa.Table, choices: Mapping[str, str]) -> pa.Table:
    """A row of too many or too few cells whose cells the reader wrote is a row like any other."""
    rows = pa.array([fix.row for fix in fixes(choices) if fix.row is not None], pa.int32())
    if not len(rows):
        return cells
    is_mended = pc.is_in(cells.column("row_number"), rows)
    ragged = pc.if_else(is_mended, pa.scalar(None, pa.string()), cells.column("ragged"))
    return cells.set_column(cells.column_names.index("ragged"), "ragged", ragged)


def _in_column(texts: pa.StringArray, fix: Fix) -> pa.Array:
    """Distinct texts changed once each, then laid out by row."""
    encoded = texts.dictionary_encode()
    change = _CHANGES[fix.kind]
    return pa.array([change(text, fix) for text in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _title(text: str) -> str:
    """Every word with a great first letter: ``İSTANBUL / ışık`` becomes ``İstanbul / Işık``."""
    return re.sub(r"[^\W\d_]+", lambda word: turkish_upper(word[0][:1]) + turkish_lower(word[0][1:]), text)


def _pair(choice: str) -> tuple[str, str] | None:
    try:
        said = json.loads(choice)
    except json.JSONDecodeError:
        return None
    is_pair = isinstance(said, list) and len(said) == 2 and all(isinstance(part, str) for part in said)
    return (said[0], said[1]) if is_pair else None


_CHANGES: dict[str, Callable[[str, Fix], str]] = {
    "trim": lambda text, fix: " ".join(text.split()),
    "upper": lambda text, fix: turkish_upper(text),
    "lower": lambda text, fix: turkish_lower(text),
    "title": lambda text, fix: _title(text),
    "replace": lambda text, fix: text.replace(fix.old, fix.new),
    "set": lambda text, fix: fix.new if text.strip() == fix.old.strip() else text,
    "fill": lambda text, fix: text if text.strip() else fix.new,
}
