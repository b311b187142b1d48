"""The questions of an import, each with its possible answers in words; asks and decides nothing."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.candidates import candidates
from crm_core.intake.cells import FileReading
from crm_core.intake.column_shapes import constant_key
from crm_core.intake.fields import SHEET_FIELDS, field_of
from crm_core.intake.matching import Match
from crm_core.intake.sections import DOWN, Sections, code_in, without_label
from crm_core.intake.sheet_drafts import Choice, Question
from crm_core.intake.values import read_moments, read_numbers
from crm_core.terms import SHEET_WORDS
from crm_core.words import mark

pc: Any = pyarrow.compute

FEWEST_THAT_SPEAK = 2
"""Headings that a sheet must know before it is named, and before its missing fields are asked for."""


def sheet_question(likely: str, found: tuple[Match, ...]) -> Question:
    """All sheets; the likeliest is named where at least two headings speak for it."""
    known = [match.heading for match in found if match.field]
    text, values = mark("What does this file hold?"), dict[str, Any]()
    if len(known) >= FEWEST_THAT_SPEAK:
        text = mark("What does this file hold? By the headings {headings} it is most like {sheet}.")
        values = {"headings": ", ".join(f"“{heading}”" for heading in known[:4]), "sheet": SHEET_WORDS[likely]}
    return Question("sheet", text, tuple(Choice(sheet, SHEET_WORDS[sheet]) for sheet in SHEET_FIELDS), values)


def heading_question(reading: FileReading) -> Question:
    """Nothing tells the headings from a row of data."""
    return Question(
        "header",
        mark("Is row {row} of the file a row of headings? It says: {cells}"),
        (
            Choice(str(reading.heading_row), mark("Yes, these are headings")),
            Choice("none", mark("No, the file has no headings")),
        ),
        {"row": reading.heading_row, "cells": " · ".join(reading.headings[:12])},
    )


def guess_question(headings: tuple[str, ...], sheet: str, fields: Mapping[int, str]) -> Question:
    """Columns without headings, with what their values look like."""
    columns = tuple((headings[place], field_of(sheet, name).label) for place, name in sorted(fields.items()))
    return Question(
        "guess",
        mark("The file has no headings. By their values its columns look like {sheet}: {columns}. Is that so?"),
        (Choice("yes", mark("Yes, take it so")), Choice("no", mark("No, I will say it myself"))),
        {"sheet": SHEET_WORDS[sheet], "columns": columns},
    )


def field_question(sheet: str, name: str, found: tuple[Match, ...], cells: pa.Table) -> Question:
    """Which column holds a field: first those whose values look like it."""
    choices = (*candidates(sheet, name, found, cells), *_joined_choice(name, found))
    item = field_of(sheet, name)
    text = mark("Which column holds “{field}”?")
    constant = constant_key(item)
    if not choices and constant:
        text = mark(
            "No column is left for “{field}”, and every row needs one. Say one value for all rows, or choose above what "
            "the file really holds, or add the column in the spreadsheet and bring the file again."
        )
    elif not choices:
        text = mark(
            "No column is left for “{field}”, and every row needs one of its own. Choose above what the file really holds, "
            "free a column below, or add the column in the spreadsheet and bring the file again."
        )
    return Question(f"field.{name}", text, choices, {"field": item.label}, constant)


def _joined_choice(name: str, found: tuple[Match, ...]) -> tuple[Choice, ...]:
    """Orders without numbers are told apart by customer and day, where both are known."""
    parts = [match.heading for field in ("customer_id", "ordered_at") for match in found if match.field == field]
    if name != "order_id" or len(parts) < 2:
        return ()
    text = mark("No column: customer and day together tell the orders apart ({columns})")
    return (Choice("|".join(parts), text, {"columns": " + ".join(parts)}),)


def lines_question(sections: Sections) -> Question:
    """Lines above rows that may name their customer."""
    text = sections.texts[0]
    choices = [Choice("whole", mark("Yes, the whole line is the number: {line}"), {"line": without_label(text)})]
    if sections.have_codes:
        choices.insert(0, Choice("code", mark("Yes, the number in it: {code}"), {"code": code_in(text)}))
    return Question(
        DOWN,
        mark(
            "No column holds the customer number, but lines such as “{line}” stand above rows ({n}). Whose are the rows below?"
        ),
        (*choices, Choice("no", mark("No, these lines name no customer"))),
        {"line": text, "n": len(sections.texts)},
    )


def fill_question(sheet: str, name: str, heading: str) -> Question:
    """A column that says something in the first row of each group only."""
    return Question(
        f"down.{name}",
        mark(
            "“{heading}” is filled in the first row of a group only. Do the empty rows below it mean the same “{field}”?"
        ),
        (Choice("fill", mark("Yes, take what stands above")), Choice("no", mark("No, leave them empty"))),
        {"heading": heading, "field": field_of(sheet, name).label},
    )


def decimal_question(heading: str, texts: pa.StringArray) -> Question:
    commas, points = read_numbers(texts, ","), read_numbers(texts, ".")
    place = int(np.argmax(pc.fill_null(pc.not_equal(commas, points), False).to_numpy(zero_copy_only=False)))
    text = texts[place].as_py()
    return Question(
        f"decimal.{heading}",
        mark("In the column “{heading}”, what does {text} mean?"),
        (
            Choice("comma", "{number}", {"number": commas[place].as_py()}),
            Choice("point", "{number}", {"number": points[place].as_py()}),
        ),
        {"heading": heading, "text": text},
    )


def dates_question(heading: str, texts: pa.StringArray) -> Question:
    by_day, by_month = read_moments(texts, "day-first"), read_moments(texts, "month-first")
    place = int(np.argmax(pc.fill_null(pc.not_equal(by_day, by_month), False).to_numpy(zero_copy_only=False)))
    text = texts[place].as_py()
    return Question(
        f"dates.{heading}",
        mark("In the column “{heading}”, which day is {text}?"),
        (
            Choice("day-first", "{day}", {"day": by_day[place].as_py()}),
            Choice("month-first", "{day}", {"day": by_month[place].as_py()}),
        ),
        {"heading": heading, "text": text},
    )
