"""What the words of a column mean: known words, words the reader explained, and those nobody knows yet.

A choice ``value.<field>.<text>=<code>`` explains one text of one field; ``-`` as the code leaves such cells empty.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.fields import SheetField, code_words, score_words, squeezed, yes_words
from crm_core.intake.values import read_numbers, says_error, says_nothing

pc: Any = pyarrow.compute

EMPTY = "-"
MOST_SHOWN = 50
SHORTEST_WORD = 3


@dataclass(frozen=True)
class UnknownValue:
    """A text that a coded field does not know, in how many rows it stands, what it is proposed to mean, what was chosen.

    ``because`` is the known word in it that speaks for the proposal; none where the whole text does.
    """

    field: str
    heading: str
    text: str
    rows: int
    proposed: str | None
    chosen: str | None
    because: str | None = None


def value_key(text: str, item: SheetField) -> str:
    """A text for comparison: words of codes without case, blanks and signs; names and signs alone as they stand."""
    return text.strip() if item.kind in ("text", "code") else squeezed(text) or text.strip()


def value_map(choices: Mapping[str, str], item: SheetField) -> dict[str, str]:
    """Code by text, as explained for one field."""
    start = f"value.{item.name}."
    return {value_key(key[len(start) :], item): code for key, code in choices.items() if key.startswith(start)}


def is_coded(item: SheetField) -> bool:
    """Whether a field has words that can be explained."""
    return item.kind in ("word", "yes") or item.name == "score"


def possible_codes(sheet: str, item: SheetField) -> tuple[str, ...]:
    """Codes of a field; none where any number will do."""
    if item.kind == "yes":
        return ("yes", "no")
    return tuple(dict.fromkeys(code_words(sheet, item.name).values())) if item.kind == "word" else ()


def is_possible(sheet: str, item: SheetField, code: str) -> bool:
    """Whether a text of the field may be said to mean ``code``."""
    if code in ("", EMPTY):
        return True
    if item.kind in ("word", "yes"):
        return code in possible_codes(sheet, item)
    if item.kind in ("text", "code"):
        return True
    return item.name == "score" and _is_number(code)


def explained(texts: pa.StringArray, codes: Mapping[str, str], item: SheetField, decimal_mark: str | None) -> pa.Array:
    """The distinct texts with the explained ones replaced by what they mean; numbers are never replaced."""
    if not codes:
        return texts
    mark = decimal_mark or "."
    meant = [codes.get(value_key(text, item)) for text in texts.to_pylist()]
    if item.kind in ("number", "money"):
        is_number = pc.is_valid(read_numbers(texts, "," if mark == "," else ".")).to_pylist()
        meant = [
            None if known or code is None else code.replace(".", mark)
            for known, code in zip(is_number, meant, strict=True)
        ]
    said = ["" if code == EMPTY else code for code in meant]
    return pc.coalesce(pa.array(said, pa.string()), texts)


def unknown_values(
    texts: pa.DictionaryArray,
    sheet: str,
    item: SheetField,
    heading: str,
    decimal_mark: str | None,
    codes: Mapping[str, str],
) -> tuple[UnknownValue, ...]:
    """Texts of a coded field that stand for nothing known, most frequent first; explained ones stay in the list."""
    known = texts.dictionary
    counts = np.bincount(texts.indices.to_numpy(), minlength=len(known))
    is_known = _known(known, sheet, item, decimal_mark)
    found = sorted(
        (-int(count), text)
        for text, count, known_one in zip(known.to_pylist(), counts, is_known, strict=True)
        if count and not known_one
    )
    values = list[UnknownValue]()
    for count, text in found[:MOST_SHOWN]:
        proposed, because = _proposed(sheet, item, text)
        values.append(
            UnknownValue(item.name, heading, text, -count, proposed, codes.get(value_key(text, item)), because)
        )
    return tuple(values)


def _known(texts: pa.StringArray, sheet: str, item: SheetField, decimal_mark: str | None) -> np.ndarray:
    """Which texts are read without an explanation."""
    if item.kind in ("number", "money"):
        read = read_numbers(texts, "," if decimal_mark == "," else ".")
        return says_nothing(texts) | says_error(texts) | pc.is_valid(read).to_numpy(zero_copy_only=False)
    words = known_words(sheet, item)
    return (
        says_nothing(texts)
        | says_error(texts)
        | np.array([squeezed(text) in words for text in texts.to_pylist()], dtype=bool)
    )


def known_words(sheet: str, item: SheetField) -> Collection[str]:
    """Squeezed words of a coded field that are read without an explanation."""
    return yes_words().keys() if item.kind == "yes" else code_words(sheet, item.name).keys()


def _proposed(sheet: str, item: SheetField, text: str) -> tuple[str | None, str | None]:
    """The code that a text is likely to mean, and the known word in it where all known words in it mean the same."""
    if item.name == "score":
        return score_words().get(squeezed(text)), None
    if item.kind != "word":
        return None, None
    codes, words = code_words(sheet, item.name), text.split()
    parts = [" ".join(words[start : start + size]) for size in (2, 1) for start in range(len(words) - size + 1)]
    found = {
        part: code for part in parts if len(squeezed(part)) >= SHORTEST_WORD and (code := codes.get(squeezed(part)))
    }
    return (found[first], first) if len(set(found.values())) == 1 and (first := next(iter(found))) else (None, None)


def _is_number(code: str) -> bool:
    try:
        return Decimal(code).is_finite()
    except InvalidOperation:
        return False
