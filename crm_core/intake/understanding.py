"""What a file says, before anything of it is checked: its sheet, its columns, how each is read, what must be asked."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.attributes import PREFIX
from crm_core.intake.cells import FileReading
from crm_core.intake.column_shapes import joined_fields
from crm_core.intake.fields import SHEET_FIELDS, code_words, field_of, squeezed
from crm_core.intake.matching import KNOWN, Match, likely_sheet, matches, missing_fields
from crm_core.intake.used_choices import own_choices, used_before
from crm_core.intake.value_maps import UnknownValue, is_coded, unknown_values, value_map
from crm_core.intake.values import (
    DATE_ORDERS,
    MARKS,
    DateOrder,
    marks_that_fit,
    orders_that_fit,
    read_moments,
    read_numbers,
    says_nothing,
)
from crm_core.numbers import DecimalMark
from crm_core.terms import SHEET_WORDS
from crm_core.words import mark

pc: Any = pyarrow.compute

NUMBER_KINDS = ("number", "money")
MOMENT_KINDS = ("moment", "day", "month")
SURVEY_KINDS = {
    "nps": mark("Recommendation (NPS)"),
    "csat": mark("Satisfaction (CSAT)"),
    "ces": mark("Effort (CES)"),
    "attribute": mark("Expectations"),
}
CONTACT_KINDS = {
    "contact": mark("Contact"),
    "complaint": mark("Complaint"),
    "service": mark("Service"),
    "promise": mark("Promise"),
}
SCALE_ENDS = {"0-10": (0, 10), "1-5": (1, 5), "1-7": (1, 7), "1-10": (1, 10), "0-100": (0, 100), "1-4": (1, 4)}


@dataclass(frozen=True)
class Choice:
    """One possible answer: its code, and a marked text with values for its places."""

    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something that only the reader can say. ``key`` addresses it everywhere: ``dates.Tarih=day-first``."""

    key: str
    text: str
    choices: tuple[Choice, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnDraft:
    """One column: its heading, the field it feeds and why, and how its texts are read; or the name it is kept under."""

    place: int
    heading: str
    field: str | None
    confidence: int
    reason: str
    samples: tuple[str, ...]
    filled: float
    decimal_mark: DecimalMark | None = None
    date_order: DateOrder | None = None
    value_map: Mapping[str, str] = dataclasses.field(default_factory=dict)
    attribute: str | None = None

    @property
    def feeds(self) -> str | None:
        """What findings and changes call the column: its field, or its attribute."""
        return f"{PREFIX}{self.attribute}" if self.attribute else self.field


@dataclass(frozen=True)
class SheetDraft:
    """What was understood of a file under the choices so far."""

    reading: FileReading
    sheet: str
    is_sheet_sure: bool
    columns: tuple[ColumnDraft, ...]
    questions: tuple[Question, ...]
    kind: str | None = None
    scales: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    falling_scales: tuple[str, ...] = ()
    unknown_values: tuple[UnknownValue, ...] = ()
    keeps_totals: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings of the file, in its order, and of the columns made of its columns."""
        return self.reading.headings

    @property
    def file_headings(self) -> tuple[str, ...]:
        """Headings of the file alone."""
        return self.reading.headings[: len(self.reading.headings) - self.reading.added]

    @property
    def fed(self) -> dict[str, str]:
        """Heading by what it feeds, a field or an attribute."""
        return {column.feeds: column.heading for column in self.columns if column.feeds}

    @property
    def unkept(self) -> tuple[ColumnDraft, ...]:
        """Filled columns that feed nothing although nobody left them out."""
        free = (column for column in self.columns if column.feeds is None and column.reason != "ignored")
        return tuple(column for column in free if column.filled > 0)

    @property
    def attributes(self) -> tuple[ColumnDraft, ...]:
        """Columns that are kept as attributes."""
        return tuple(column for column in self.columns if column.attribute)

    def column(self, name: str) -> ColumnDraft | None:
        """The column that feeds a field."""
        return next((column for column in self.columns if column.field == name), None)


def understand(cells: pa.Table, reading: FileReading, choices: Mapping[str, str]) -> SheetDraft:
    """Understand the cells as far as they and the choices allow; the rest becomes questions.

    Choices marked as used before count below those of the reader; marks and date orders among them only settle
    what the column itself leaves open.
    """
    used, choices = used_before(choices), own_choices(choices)
    likely, is_sure = likely_sheet(reading.headings[: len(reading.headings) - reading.added])
    sheet = choices.get("sheet") or used.get("sheet") or likely
    is_sure = is_sure or "sheet" in choices or "sheet" in used
    chosen = joined_fields(used | choices) | _fields_by_heading(choices)
    found = matches(reading.headings, sheet, chosen, _fields_by_heading(used))
    found = _with_patterns(found, sheet, cells)
    columns: list[ColumnDraft] = []
    questions: list[Question] = []
    if not is_sure:
        questions.append(_sheet_question())
    fed = {match.field for match in found if match.field}
    questions += [_field_question(sheet, name, found) for name in missing_fields(sheet, fed)]
    for place, match in enumerate(found):
        column, asked = _column(cells, place, match, sheet, reading, choices, used)
        columns.append(column)
        questions += asked
    kind, scales, falling, asked = _constants(cells, sheet, columns, used | choices)
    unknown = tuple(value for column in columns for value in _unknown(cells, column, sheet))
    keeps_totals = (used | choices).get("totals") == "keep"
    return SheetDraft(
        reading, sheet, is_sure, tuple(columns), (*questions, *asked), kind, scales, falling, unknown, keeps_totals
    )


def distinct_texts(cells: pa.Table, place: int) -> pa.DictionaryArray:
    """A column as places in the list of its distinct texts, blanks around them taken off."""
    encoded = cells.column(place).combine_chunks().dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices, pc.utf8_trim_whitespace(encoded.dictionary))


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
    encoded = distinct_texts(cells, place)
    is_blank = says_nothing(encoded.dictionary)
    filled = pa.array(encoded.dictionary.filter(pa.array(~is_blank)))
    counts = np.bincount(encoded.indices.to_numpy(), minlength=len(encoded.dictionary))
    share = float(counts[~is_blank].sum() / max(1, counts.sum()))
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
            decimal, is_open = marks_that_fit(filled)
            decimal = decimal or MARKS.get(used.get(f"decimal.{heading}", ""))
            asked = [_decimal_question(heading, filled)] if is_open and decimal is None else []
        return replace(column, decimal_mark=decimal), asked
    if kind in MOMENT_KINDS:
        order = next((known for known in DATE_ORDERS if known == choices.get(f"dates.{heading}")), None)
        if order is None:
            order, is_open = orders_that_fit(filled)
            order = order or next((known for known in DATE_ORDERS if known == used.get(f"dates.{heading}")), None)
            asked = [_dates_question(heading, filled)] if is_open and order is None else []
        return replace(column, date_order=order), asked
    return column, asked


def _with_patterns(found: tuple[Match, ...], sheet: str, cells: pa.Table) -> tuple[Match, ...]:
    """A column of e-mail addresses feeds the e-mail field whatever stands above it."""
    fed = {match.field for match in found}
    if sheet != "customers" or "email" in fed:
        return found
    for place, match in enumerate(found):
        texts = pc.utf8_trim_whitespace(cells.column(place).slice(0, 1000).combine_chunks())
        filled = texts.filter(pc.not_equal(texts, ""))
        if (
            match.reason == "none"
            and len(filled)
            and pc.all(pc.match_substring_regex(filled, r"^[^@\s]+@[^@\s]+\.[^@\s]+$")).as_py()
        ):
            email = Match(match.heading, "email", KNOWN - 3, "pattern")
            return (*found[:place], email, *found[place + 1 :])
    return found


def _constants(
    cells: pa.Table, sheet: str, columns: list[ColumnDraft], choices: Mapping[str, str]
) -> tuple[str | None, dict[str, tuple[int, int]], tuple[str, ...], list[Question]]:
    """What one choice says for every row: the kind where no column has it, and the scales of a survey."""
    fields = {column.field: column for column in columns if column.field}
    known = {"surveys": SURVEY_KINDS, "interactions": CONTACT_KINDS}.get(sheet)
    if known is None:
        return None, {}, (), []
    kind, kinds = None, []
    if "kind" in fields:
        words = code_words(sheet, "kind")
        texts = distinct_texts(cells, fields["kind"].place).dictionary.to_pylist()
        kinds = sorted({words[squeezed(text)] for text in texts if squeezed(text) in words})
    else:
        kind = choices.get("kind") if choices.get("kind") in known else _kind_of_score(fields.get("score"))
        if kind is None:
            question = Question(
                "kind",
                mark("No column says the kind of the rows. What are they all?"),
                tuple(Choice(code, text) for code, text in known.items()),
            )
            return None, {}, (), [question]
        kinds = [kind]
    if sheet != "surveys" or "score" not in fields:
        return kind, {}, (), []
    says_scale = all(name in fields and fields[name].filled > 0 for name in ("scale_min", "scale_max"))
    scales = {"nps": (0, 10)} | {
        name: SCALE_ENDS[choices[f"scale.{name}"]] for name in kinds if choices.get(f"scale.{name}") in SCALE_ENDS
    }
    falling = tuple(name for name in kinds if choices.get(f"scale.{name}.direction") == "down")
    asked = [] if says_scale else [_scale_question(name) for name in kinds if name not in scales]
    says_direction = "higher_is_better" in fields and fields["higher_is_better"].filled > 0
    if "ces" in kinds and not says_direction and "scale.ces.direction" not in choices:
        asked.append(_direction_question())
    return kind, {name: scales[name] for name in kinds if name in scales}, falling, asked


def _kind_of_score(score: ColumnDraft | None) -> str | None:
    """The heading over the scores may say the question asked: NPS, CSAT, CES."""
    heading = squeezed(score.heading) if score else ""
    return next((kind for kind in ("nps", "csat", "ces") if heading.startswith(kind)), None)


def _sheet_question() -> Question:
    return Question(
        "sheet",
        mark("What does this file hold?"),
        tuple(Choice(sheet, SHEET_WORDS[sheet]) for sheet in SHEET_FIELDS),
    )


def _field_question(sheet: str, name: str, found: tuple[Match, ...]) -> Question:
    free = [match.heading for match in found if match.field is None]
    return Question(
        f"field.{name}",
        mark("Which column holds “{field}”?"),
        tuple(Choice(heading, "{heading}", {"heading": heading}) for heading in free),
        {"field": field_of(sheet, name).label},
    )


def _decimal_question(heading: str, texts: pa.StringArray) -> Question:
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


def _dates_question(heading: str, texts: pa.StringArray) -> Question:
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


def _scale_question(kind: str) -> Question:
    choices = tuple(Choice(code, mark("{low} to {high}"), {"low": a, "high": b}) for code, (a, b) in SCALE_ENDS.items())
    text = mark("On which scale was “{kind}” answered?")
    return Question(f"scale.{kind}", text, choices, {"kind": SURVEY_KINDS[kind]})


def _direction_question() -> Question:
    return Question(
        "scale.ces.direction",
        mark("In the effort scores (CES), what does a high score mean?"),
        (Choice("up", mark("It was easy")), Choice("down", mark("It was hard"))),
    )
