"""Choices that shape cells, columns and values (``fix.``, ``join.``, ``split.``, ``constant.``, ``down.``, ``value.``, ``personal.``, ``totals`` …), checked."""

from collections.abc import Callable

import pyarrow as pa

from crm_core.errors import QuestionFault
from crm_core.intake.column_shapes import SPLIT_SIGNS, constant_key
from crm_core.intake.fields import SHEET_FIELDS, SheetField, squeezed
from crm_core.intake.fixes import BULK_KINDS, fix_of
from crm_core.intake.personal import personal_choice
from crm_core.intake.sections import DOWN, FILL_CHOICES, LINE_CHOICES
from crm_core.intake.sheet_drafts import SheetDraft
from crm_core.intake.value_maps import is_possible, known_words, possible_codes
from crm_core.intake.values import read_moments
from crm_core.numbers import read_number
from crm_core.words import mark

WHOLE_CHOICES = {
    "totals": ("keep", "drop"),
    "printed": ("keep", "drop"),
    "movements": ("keep", "apply"),
    "credits": ("out", "below", "keep"),
}
OwnHeading = Callable[[str], str | None]


def shaping_choice(sheet: SheetDraft, own_heading: OwnHeading, key: str, choice: str) -> tuple[str, str] | None:
    """The choice as it is kept; None where the key is of another kind; a :class:`QuestionFault` where it cannot be."""
    kind, _, rest = key.partition(".")
    if kind == "join":
        return _join(sheet, own_heading, key, rest, choice)
    if kind == "split":
        heading = own_heading(rest)
        if heading is None or heading not in sheet.file_headings or choice not in ("", *SPLIT_SIGNS):
            raise _impossible(key, choice, tuple(SPLIT_SIGNS))
        return f"split.{heading}", choice
    if kind == "value":
        return _value(sheet, key, rest, choice)
    if kind == "fix":
        return _fix(sheet, own_heading, key, choice)
    if kind == "constant":
        return _constant(sheet, key, rest, choice)
    if kind == "control":
        return _control(key, rest, choice)
    if kind == "down":
        item = _field(sheet, rest)
        possible = (*(LINE_CHOICES if key == DOWN else ()), *FILL_CHOICES)
        if item is None or choice not in ("", *possible):
            raise _impossible(key, choice, possible)
        return key, choice
    if kind == "personal":
        return personal_choice(key, choice)
    if key in WHOLE_CHOICES:
        if choice not in ("", *WHOLE_CHOICES[key]):
            raise _impossible(key, choice, WHOLE_CHOICES[key])
        return key, choice
    return None


def _join(sheet: SheetDraft, own_heading: OwnHeading, key: str, name: str, choice: str) -> tuple[str, str]:
    parts = [own_heading(part.strip()) for part in choice.split("|")] if choice else []
    known = [part for part in parts if part in sheet.file_headings]
    if _field(sheet, name) is None or len(known) != len(parts) or (choice and len(set(known)) < 2):
        raise _impossible(key, choice, sheet.file_headings)
    return key, "|".join(part for part in known if part)


def _constant(sheet: SheetDraft, key: str, name: str, choice: str) -> tuple[str, str]:
    """One value for every row; a day or a word that cannot be read is refused."""
    item, value = _field(sheet, name), choice.strip()
    if item is None or constant_key(item) is None:
        raise _impossible(key, choice, tuple(item.name for item in SHEET_FIELDS[sheet.sheet] if constant_key(item)))
    texts = pa.array([value], pa.string())
    if value and item.kind in ("day", "moment", "month") and read_moments(texts, "day-first").null_count:
        raise QuestionFault(mark("“{value}” is no day. Write it like 31.12.2024."), value=value)
    if value and item.kind in ("word", "yes") and squeezed(value) not in known_words(sheet.sheet, item):
        raise _impossible(key, choice, possible_codes(sheet.sheet, item))
    return key, value


def _control(key: str, name: str, choice: str) -> tuple[str, str]:
    """A control total, written with a decimal point."""
    number = read_number(choice.strip(), ".") if choice.strip() else None
    if name not in ("rows", "amount") or (choice.strip() and number is None):
        raise _impossible(key, choice, ("control.rows=120", "control.amount=1234.56"))
    return key, "" if number is None else str(number)


def _fix(sheet: SheetDraft, own_heading: OwnHeading, key: str, choice: str) -> tuple[str, str]:
    """A fix names a column of the file; an empty choice takes it back."""
    start, heading = ".".join(key.split(".", 3)[:3]), own_heading(key.split(".", 3)[-1])
    is_fix = heading in sheet.file_headings and (not choice or fix_of(key, choice) is not None)
    if not is_fix:
        raise _impossible(key, choice, ("fix.1.row7.…", *(f"fix.1.{kind}.…" for kind in BULK_KINDS)))
    return f"{start}.{heading}", choice


def _value(sheet: SheetDraft, key: str, rest: str, choice: str) -> tuple[str, str]:
    name, _, text = rest.partition(".")
    item = _field(sheet, name)
    if item is None or not text.strip() or not is_possible(sheet.sheet, item, choice):
        raise _impossible(key, choice, possible_codes(sheet.sheet, item) if item else _names(sheet))
    return key, choice


def _field(sheet: SheetDraft, name: str) -> SheetField | None:
    return next((item for item in SHEET_FIELDS[sheet.sheet] if item.name == name), None)


def _names(sheet: SheetDraft) -> tuple[str, ...]:
    return tuple(item.name for item in SHEET_FIELDS[sheet.sheet])


def _impossible(key: str, choice: str, possible: tuple[str, ...]) -> QuestionFault:
    return QuestionFault(
        mark("The choice {key}={choice} is not possible here. Possible: {possible}."),
        key=key,
        choice=choice,
        possible=", ".join(possible),
    )
