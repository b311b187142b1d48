"""The company's own columns: a column without a field, kept for the customer under a name of its own; cuts no text short.

A choice ``map.Plasiyer=attribute:Satıcı`` keeps the column Plasiyer as Satıcı; ``attribute`` alone takes the heading.
Of sheets with several rows a customer the latest value counts (see the rollup ``customer_attribute``).
"""

import json
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.errors import QuestionFault
from crm_core.settings import attribute_limit
from crm_core.store import ATTRIBUTE_PREFIX, WITH_CUSTOMERS_OF_OTHERS, Workspace
from crm_core.words import fold, mark, sort_key

pc: Any = pyarrow.compute

WITH_ATTRIBUTES = ("customers", *WITH_CUSTOMERS_OF_OTHERS)
PREFIX = ATTRIBUTE_PREFIX
Kept = Mapping[str, tuple[pa.Array, np.ndarray]]
LONGEST_NAME, LONGEST_VALUE = 60, 200
MOST_VALUES = 50
"""Most different values of an attribute that can be chosen among in the filters."""
_CONTROLS = r"[\x00-\x1f\x7f-\x9f\x{2028}\x{2029}\x{200b}-\x{200f}\x{feff}]+"


def attribute_name(choice: str) -> str | None:
    """The name that a choice keeps a column under; None for a choice of another kind."""
    return choice.removeprefix(PREFIX) if choice.startswith(PREFIX) else None


def is_attribute_choice(choice: str, fields: Collection[str]) -> bool:
    """Whether a choice for a column means an attribute; a sheet may have a field of that name."""
    return choice.startswith(PREFIX) or (choice == PREFIX[:-1] and choice not in fields)


def attribute_choice(sheet: str, heading: str, choice: str) -> str:
    """The choice with its name cleaned; a sheet or a name that cannot be is a :class:`QuestionFault`."""
    if sheet not in WITH_ATTRIBUTES:
        raise QuestionFault(
            mark("A sheet without customers cannot keep “{heading}”: an attribute belongs to a customer."),
            heading=heading,
        )
    name = cleaned_name(choice.partition(":")[2] or heading)
    if not name:
        raise QuestionFault(mark("The attribute made of “{heading}” needs a name."), heading=heading)
    if len(name) > LONGEST_NAME:
        raise QuestionFault(
            mark("The name of an attribute has at most {limit} letters. Give “{heading}” a shorter one."),
            limit=LONGEST_NAME,
            heading=heading,
        )
    return f"{PREFIX}{name}"


def refuse_attributes(choices: Mapping[str, str]) -> None:
    """A :class:`QuestionFault` where two columns would bear one name, or more are kept than the limit."""
    names = [name for key, choice in choices.items() if key.startswith("map.") and (name := attribute_name(choice))]
    twice = next((name for place, name in enumerate(names) if fold(name) in map(fold, names[:place])), None)
    if twice is not None:
        raise QuestionFault(mark("Another column is kept as “{name}” already. Give it another name."), name=twice)
    if len(names) > attribute_limit():
        raise QuestionFault(
            mark("At most {limit} columns of one file can be kept as attributes."), limit=attribute_limit()
        )


def cleaned_name(text: str) -> str:
    """The text without control characters and needless blanks."""
    return " ".join("".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text).split())


def cleaned_values(texts: pa.StringArray) -> pa.Array:
    """The distinct texts of a kept column without control characters and blanks around them."""
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, _CONTROLS, " "))


def too_long(texts: pa.StringArray) -> np.ndarray:
    """Which of the texts are longer than a filter can show."""
    return pc.fill_null(pc.greater(pc.utf8_length(texts), LONGEST_VALUE), False).to_numpy(zero_copy_only=False)


def attribute_values(workspace: Workspace, most_values: int = MOST_VALUES) -> dict[str, tuple[str, ...]]:
    """Values by attribute, both in Turkish order, of attributes with at most ``most_values`` different ones."""
    rows, _ = workspace.ask("intake/attribute_values", {"most_values": most_values})
    names = sorted(rows["attribute"].unique(), key=sort_key)
    return {name: tuple(sorted(rows["value"][rows["attribute"] == name], key=sort_key)) for name in names}


def attribute_names(workspace: Workspace) -> dict[str, str]:
    """Names of the attributes that customers have, by their folded form: one attribute, however a file writes it."""
    rows, _ = workspace.ask("intake/attribute_names", {})
    return {fold(name): name for name in rows["attribute"]}


def attribute_objects(columns: Kept, size: int) -> pa.Array:
    """One JSON object per row of names and values, blank cells absent; nothing where all are.

    ``columns`` holds by name the values (nothing where blank or not kept) and which cells are blank.
    """
    return _objects({name: _said(name, values) for name, (values, _) in columns.items()}, size)


def clearing_objects(columns: Kept, size: int) -> pa.Array:
    """The same with null for blank cells, of rows that have any; nothing elsewhere."""
    parts = {
        name: pc.if_else(pa.array(is_blank), f",{_quoted(name)}:null", _said(name, values))
        for name, (values, is_blank) in columns.items()
    }
    has_blank = np.logical_or.reduce([is_blank for _, is_blank in columns.values()])
    return pc.if_else(pa.array(has_blank), _objects(parts, size), None)


def _said(name: str, values: pa.Array) -> pa.Array:
    """Name and value of each row as part of an object, none where there is no value."""
    encoded = values.dictionary_encode()
    texts = [f",{_quoted(name)}:{_quoted(text)}" for text in encoded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(texts, pa.string()).take(encoded.indices), "")


def _objects(parts: Mapping[str, pa.Array], size: int) -> pa.Array:
    begin = pa.array(["{"]).take(pa.array(np.zeros(size, dtype=np.int32)))
    joined = pc.binary_join_element_wise(begin, *parts.values(), pa.scalar("}"), "")
    whole = pc.replace_substring_regex(joined, r"^\{,", "{")
    return pc.if_else(pc.equal(whole, "{}"), None, whole)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
