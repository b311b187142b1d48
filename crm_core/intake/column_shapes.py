"""The table as the reader shaped it: cells fixed or filled from above, columns joined or split; the file stays.

Choices: ``join.<field>=Ad|Soyad`` makes the column ``Ad + Soyad`` and lets it feed the field;
``constant.<field>=TRY`` makes a column of one value;
``split.<heading>=slash`` makes ``<heading> – 1``, ``<heading> – 2`` …, which are mapped like any other column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.cells import FileReading
from crm_core.intake.fields import SheetField
from crm_core.intake.fixes import fix_of, fixed
from crm_core.intake.sections import from_above

pc: Any = pyarrow.compute

SPLIT_SIGNS = {"slash": "/", "comma": ",", "dash": "-", "bar": "|", "semicolon": ";", "blank": " "}
MOST_PARTS = 4
ASKED_OF_THE_CELLS: Mapping[str, int] = MappingProxyType({})


def joined_heading(choice: str) -> str:
    """Heading of the column that a join makes."""
    return " + ".join(choice.split("|"))


def joined_fields(choices: Mapping[str, str]) -> dict[str, str]:
    """Field by the heading of each column that was made for one: joined of others, or of one value for every row."""
    joined = {joined_heading(value): key.removeprefix("join.") for key, value in _of_kind(choices, "join")}
    return joined | {heading: name for heading, (name, _) in constants(choices).items()}


def constants(choices: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Field and value by the heading of each column that holds one value in every row."""
    found: dict[str, tuple[str, str]] = {}
    for key, value in _of_kind(choices, "constant"):
        heading = f"= {value}"
        while heading in found:
            heading = f"{heading} (2)"
        found[heading] = (key.removeprefix("constant."), value)
    return found


def constant_key(item: SheetField) -> str | None:
    """The key of one value for every row; None for numbers and amounts that every row must have of its own."""
    is_possible = item.kind not in ("code", "number", "money", "year") or item.name == "currency"
    return f"constant.{item.name}" if is_possible else None


def split_widths(cells: pa.Table, reading: FileReading, choices: Mapping[str, str]) -> dict[str, int]:
    """Number of columns by heading that is split, as these cells alone would have it."""
    headings = _split_headings(reading, choices)
    wanted = {heading for heading, _ in headings}
    fixes_of_them = {
        key: choice for key, choice in choices.items() if (fix := fix_of(key, choice)) and fix.heading in wanted
    }
    cells, _ = fixed(cells, reading.headings, fixes_of_them)
    widths = {}
    for heading, sign in headings:
        texts = pc.utf8_trim_whitespace(cells.column(reading.headings.index(heading)))
        most = pc.max(pc.count_substring(texts, SPLIT_SIGNS[sign])).as_py() or 0
        widths[heading] = min(most + 1, MOST_PARTS)
    return widths


def shaped(
    cells: pa.Table, reading: FileReading, choices: Mapping[str, str], widths: Mapping[str, int] = ASKED_OF_THE_CELLS
) -> tuple[pa.Table, FileReading]:
    """The cells with fixes made and columns from above, joined and split added behind the file's own, and their reading.

    ``widths`` say into how many columns a heading is split where the cells are but a part of the file.
    """
    cells, changed = fixed(cells, reading.headings, choices)
    cells, added = from_above(cells, reading, choices)
    for key, value in _of_kind(choices, "join"):
        places = [reading.headings.index(part) for part in value.split("|") if part in reading.headings]
        if len(places) > 1 and key:
            added[joined_heading(value)] = _joined(cells, places)
    for heading, sign in _split_headings(reading, choices):
        added |= _parts(cells, reading.headings, heading, SPLIT_SIGNS[sign], widths.get(heading))
    for heading, (_, value) in constants(choices).items():
        added[heading] = pa.array([value], pa.string()).take(pa.array(np.zeros(cells.num_rows, dtype=np.int32)))
    if not added and not changed:
        return cells, reading
    own = len(reading.headings)
    arrays = [*cells.columns[:own], *added.values(), *cells.columns[own:]]
    names = [*(f"c{place}" for place in range(own + len(added))), *cells.column_names[own:]]
    made = pa.table(arrays, names=names)
    sample = tuple(tuple(row.values()) for row in made.select(names[: own + len(added)]).slice(0, 3).to_pylist())
    headings = (*reading.headings, *added)
    return made, replace(reading, headings=headings, sample=sample, added=len(added))


def _of_kind(choices: Mapping[str, str], kind: str) -> list[tuple[str, str]]:
    return [(key, value) for key, value in choices.items() if key.startswith(f"{kind}.")]


def _joined(cells: pa.Table, places: Sequence[int]) -> pa.Array:
    """The texts of several columns, one blank between those that are filled."""
    texts = [pc.utf8_trim_whitespace(cells.column(place).combine_chunks()) for place in places]
    together = pc.binary_join_element_wise(*texts, " ")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(together, r"\s+", " "))


def _split_headings(reading: FileReading, choices: Mapping[str, str]) -> list[tuple[str, str]]:
    said = [(key.removeprefix("split."), sign) for key, sign in _of_kind(choices, "split")]
    return [(heading, sign) for heading, sign in said if heading in reading.headings]


def _parts(cells: pa.Table, headings: Sequence[str], heading: str, sign: str, width: int | None) -> dict[str, pa.Array]:
    """The parts of one column, as many as its longest text has; the last takes whatever is left."""
    encoded = cells.column(headings.index(heading)).combine_chunks().dictionary_encode()
    texts = pc.utf8_trim_whitespace(encoded.dictionary).to_pylist()
    split = [[part.strip() for part in text.split(sign, MOST_PARTS - 1)] for text in texts]
    made = {}
    for place in range(width or max(map(len, split), default=1)):
        part = pa.array([parts[place] if place < len(parts) else "" for parts in split], pa.string())
        name = f"{heading} – {place + 1}"
        made[name if name not in headings else f"{name} ({sign})"] = part.take(encoded.indices)
    return made
