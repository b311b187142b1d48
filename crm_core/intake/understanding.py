"""What a file says, before anything of it is checked: its sheet, its columns, how each is read, what must be asked."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.account_sides import sides_in
from crm_core.intake.cells import FileReading
from crm_core.intake.column_shapes import joined_fields
from crm_core.intake.fields import field_of
from crm_core.intake.ledgers import movements_in
from crm_core.intake.matching import Match, likely_sheet, matches, missing_fields
from crm_core.intake.patterns import guessed_fields
from crm_core.intake.questions import (
    FEWEST_THAT_SPEAK,
    dates_question,
    decimal_question,
    field_question,
    fill_question,
    guess_question,
    heading_question,
    lines_question,
    sheet_question,
)
from crm_core.intake.sections import DOWN, fields_from_above, is_named_once, sections_in
from crm_core.intake.sheet_drafts import ColumnDraft, Question, SheetDraft, distinct_texts
from crm_core.intake.surveys import row_constants
from crm_core.intake.telling_texts import telling_texts
from crm_core.intake.used_choices import own_choices, used_before
from crm_core.intake.value_maps import UnknownValue, is_coded, unknown_values, value_map
from crm_core.intake.value_matches import settled
from crm_core.intake.values import (
    DATE_ORDERS,
    MARKS,
    marks_that_fit,
    orders_that_fit,
)

pc: Any = pyarrow.compute

COLUMNS_AT_ONCE = 2

NUMBER_KINDS = ("number", "money")
MOMENT_KINDS = ("moment", "day", "month")


def understand(cells: pa.Table, reading: FileReading, choices: Mapping[str, str]) -> SheetDraft:
    """Understand the cells as far as they and the choices allow; the rest becomes questions.

    Choices marked as used before count below those of the reader; marks and date orders among them only settle
    what the column itself leaves open.
    """
    used, choices = used_before(choices), own_choices(choices)
    likely, is_sure = likely_sheet(reading.headings[: len(reading.headings) - reading.added])
    sheet = choices.get("sheet") or used.get("sheet") or likely
    is_sure = is_sure or "sheet" in choices or "sheet" in used
    made = joined_fields(used | choices) | fields_from_above(reading, used | choices)
    chosen = made | _fields_by_heading(choices)
    found = matches(reading.headings, sheet, chosen, _fields_by_heading(used))
    found = settled(found, sheet, cells)
    columns: list[ColumnDraft] = []
    if (asked := _first_row(cells, reading, choices, used)) is not None:
        return SheetDraft(reading, sheet, is_sure, tuple(_plain(found, cells)), (asked,))
    questions: list[Question] = []
    if not is_sure:
        questions.append(sheet_question(sheet, found))
    fed = {match.field for match in found if match.field}
    above = _from_above(cells, reading, sheet, found, used | choices)
    questions += above.values()
    is_anything = not is_sure and len(fed) < FEWEST_THAT_SPEAK
    missing = (name for name in missing_fields(sheet, fed) if name not in above and not is_anything)
    questions += [field_question(sheet, name, found, cells) for name in missing]

    def looked_at(place: int) -> tuple[ColumnDraft, list[Question]]:
        return _column(cells, place, found[place], sheet, reading, choices, used)

    with ThreadPoolExecutor(COLUMNS_AT_ONCE) as pool:
        for column, asked in pool.map(looked_at, range(len(found))):
            columns.append(column)
            questions += asked
    kind, surveys, asked = row_constants(cells, sheet, columns, used | choices)
    unknown = tuple(value for column in columns for value in _unknown(cells, column, sheet))
    movements = sides = None
    if sheet == "transactions":
        movements, told = movements_in(cells, columns, reading, used | choices)
        sides = sides_in(cells, columns, used | choices)
        questions += told
    return SheetDraft(
        reading,
        sheet,
        is_sure,
        tuple(columns),
        (*questions, *asked),
        kind,
        surveys,
        unknown,
        (used | choices).get("totals") == "keep",
        (used | choices).get("printed") == "keep",
        movements,
        sides,
    )


def _from_above(
    cells: pa.Table, reading: FileReading, sheet: str, found: tuple[Match, ...], choices: Mapping[str, str]
) -> dict[str, Question]:
    """By field what may be taken from lines or cells above the rows, as long as nobody answered."""
    asked: dict[str, Question] = {}
    if "customer_id" in missing_fields(sheet, {match.field or "" for match in found}) and DOWN not in choices:
        sections = sections_in(cells, reading)
        asked = {"customer_id": lines_question(sections)} if sections else {}
    width = len(reading.headings) - reading.added
    for place, match in enumerate(found[:width]):
        name = match.field if choices.get("merged") != "first" else None
        if name is None or f"down.{name}" in choices or not field_of(sheet, name).is_required:
            continue
        if field_of(sheet, name).kind in ("code", "text", *MOMENT_KINDS) and is_named_once(cells, place, width):
            asked[name] = fill_question(sheet, name, match.heading)
    return asked


def _first_row(
    cells: pa.Table, reading: FileReading, choices: Mapping[str, str], used: Mapping[str, str]
) -> Question | None:
    """What must be asked before all else: whether the first row is a heading, or what columns without one hold."""
    if used or "sheet" in choices or any(key.startswith("map.") for key in choices):
        return None
    if not reading.is_heading_sure and "header" not in choices:
        return heading_question(reading)
    if reading.heading_row > 0 or "guess" in choices:
        return None
    guessed = guessed_fields(cells, len(reading.headings))
    return guess_question(reading.headings, *guessed) if guessed else None


def _plain(found: tuple[Match, ...], cells: pa.Table) -> list[ColumnDraft]:
    """The columns as long as it is not known what they are: headings and samples only."""
    drafts = []
    for place, match in enumerate(found):
        texts = distinct_texts(cells, place).dictionary
        filled = texts.filter(pc.not_equal(texts, "")).slice(0, 3)
        drafts.append(ColumnDraft(place, match.heading, None, 0, "none", tuple(filled.to_pylist()), 1.0))
    return drafts


def _fields_by_heading(choices: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix("map."): value for key, value in choices.items() if key.startswith("map.")}


def _unknown(cells: pa.Table, column: ColumnDraft, sheet: str) -> tuple[UnknownValue, ...]:
    """Texts of a coded column that nobody explained yet, and those that somebody did."""
    if column.field is None or not is_coded(item := field_of(sheet, column.field)):
        return ()
    texts = distinct_texts(cells, column.place)
    return unknown_values(texts, sheet, item, column.heading, column.decimal_mark, column.value_map)


def _column(
    cells: pa.Table,
    place: int,
    match: Match,
    sheet: str,
    reading: FileReading,
    choices: dict[str, str],
    used: dict[str, str],
) -> tuple[ColumnDraft, list[Question]]:
    filled, share = telling_texts(cells, place, field_of(sheet, match.field).kind if match.field else "text")
    column = ColumnDraft(
        place,
        match.heading,
        match.field,
        match.confidence,
        match.reason,
        tuple(filled.slice(0, 3).to_pylist()),
        share,
        attribute=match.attribute,
    )
    if match.field:
        column = replace(column, value_map=value_map(used | choices, field_of(sheet, match.field)))
    kind = field_of(sheet, match.field).kind if match.field else "text"
    heading, asked = match.heading, list[Question]()
    if kind in NUMBER_KINDS:
        decimal = MARKS.get(choices.get(f"decimal.{heading}", "")) or (
            "." if heading in reading.typed_numbers else None
        )
        if decimal is None:
            open_text = dict(reading.open_marks).get(heading)
            doubtful = filled if open_text is None else pa.array([open_text], pa.string())
            decimal, is_open = marks_that_fit(doubtful)
            decimal = decimal or MARKS.get(used.get(f"decimal.{heading}", ""))
            asked = [decimal_question(heading, doubtful)] if is_open and decimal is None else []
        return replace(column, decimal_mark=decimal), asked
    if kind in MOMENT_KINDS:
        order = next((known for known in DATE_ORDERS if known == choices.get(f"dates.{heading}")), None)
        if order is None:
            order, is_open = orders_that_fit(filled)
            order = order or next((known for known in DATE_ORDERS if known == used.get(f"dates.{heading}")), None)
            asked = [dates_question(heading, filled)] if is_open and order is None else []
        return replace(column, date_order=order), asked
    return column, asked
