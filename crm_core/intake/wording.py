"""Marked texts of this room with their values in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from crm_core.intake.fields import Kind
from crm_core.intake.templates import CODE_LABELS
from crm_core.numbers import day_text, moment_text, month_text, number_text
from crm_core.words import Language, mark, translate

FROM_FILES = ("heading", "headings", "text", "cells", "columns", "line", "code", "tab", "tabs", "words")
"""Values in the words of a file, which stay as they are: a heading “Region” is not our word for it."""


def worded(text: str, values: Mapping[str, Any], language: Language) -> str:
    """The text with numbers, days and marked words filled in as the language writes them."""
    worded_values = {
        name: value if name in FROM_FILES and isinstance(value, str) else _value(value, language)
        for name, value in values.items()
    }
    return translate(text, language, **worded_values)


def stored_text(kind: Kind, text: str, language: Language) -> str:
    """A stored value as the database writes it in text (``1234.5600``, ``2024-04-03 00:00:00``), for the reader."""
    if kind in ("number", "money"):
        return _value(Decimal(text), language)
    if kind == "month":
        return month_text(date.fromisoformat(text), language)
    if kind in ("day", "moment"):
        moment = datetime.fromisoformat(text)
        return day_text(moment.date(), language) if moment.time() == time() else moment_text(moment, language)
    if kind == "yes":
        return translate(mark("yes") if text == "true" else mark("no"), language)
    return translate(CODE_LABELS.get(text, text), language) if kind == "word" else text


def _value(value: Any, language: Language) -> str:
    if isinstance(value, datetime):
        return day_text(value.date(), language)
    if isinstance(value, date):
        return day_text(value, language)
    if isinstance(value, Decimal):
        digits = max(0, -int(value.normalize().as_tuple().exponent))
        return number_text(value, language, min(digits, 4))
    if isinstance(value, tuple):
        return ", ".join(f"{name} = {translate(str(label), language)}" for name, label in value)
    if isinstance(value, int | float):
        return number_text(value, language)
    return translate(str(value), language)
