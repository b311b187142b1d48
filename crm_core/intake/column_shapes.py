"""The table as the reader shaped it: cells fixed, columns joined into one, one split into several; the file stays.

Choices: ``join.<field>=Ad|Soyad`` makes the column ``Ad + Soyad`` and lets it feed the field;
``split.<heading>=slash`` makes ``<heading> – 1``, ``<heading> – 2`` …, which are mapped like any other column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.cells import FileReading
from crm_core.intake.fixes import fixed

pc: Any = pyarrow.compute

SPLIT_SIGNS = {"slash": "/", "comma": ",", "dash": "-", "bar": "|", "semicolon": ";", "blank": " "}
MOST_PARTS = 4


def joined_heading(choice: str) -> str:
    """Heading of the column that a join makes."""
    return " + ".join(choice.split("|"))


def joined_fields(choices: Mapping[str, str]) -> dict[str, str]:
    """Field by the heading of each joined column."""
    return {joined_heading(value): key.removeprefix("join.") for key, value in _of_kind(choices, "join")}


def shaped(cells: pa.Table, reading: FileReading, choices: Mapping[str, str]) -> tuple[pa.Table, FileReading]:
    """The cells with fixes made and joined and split columns added behind the file's own, and their reading."""
    cells, changed = fixed(cells, reading.headings, choices)
    added: dict[str, pa.Array] = {}
    for key, value in _of_kind(choices, "join"):
        places = [reading.headings.index(part) for part in value.split("|") if part in reading.headings]
        if len(places) > 1 and key:
            added[joined_heading(value)] = _joined(cells, places)
    for key, value in _of_kind(choices, "split"):
        heading = key.removeprefix("split.")
        if heading in reading.headings:
            added |= _parts(cells, reading.headings, heading, SPLIT_SIGNS[value])
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


def _parts(cells: pa.Table, headings: Sequence[str], heading: str, sign: str) -> dict[str, pa.Array]:
    """The parts of one column, as many as its longest text has; the last takes whatever is left."""
    encoded = cells.column(headings.index(heading)).combine_chunks().dictionary_encode()
    texts = [text.strip() for text in encoded.dictionary.to_pylist()]
    split = [[part.strip() for part in text.split(sign, MOST_PARTS - 1)] for text in texts]
    width = max((len(parts) for parts in split), default=1)
    made = {}
    for place in range(width):
        part = pa.array([parts[place] if place < len(parts) else "" for parts in split], pa.string())
        name = f"{heading} – {place + 1}"
        made[name if name not in headings else f"{name} ({sign})"] = part.take(encoded.indices)
    return made
