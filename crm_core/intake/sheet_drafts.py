"""What was understood of a file, as values that travel: columns, questions with their choices, the sheet as a whole."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.attributes import PREFIX
from crm_core.intake.cells import FileReading
from crm_core.intake.value_maps import UnknownValue
from crm_core.intake.values import DateOrder
from crm_core.numbers import DecimalMark

pc: Any = pyarrow.compute


@dataclass(frozen=True)
class Choice:
    """One possible answer: its code, and a marked text with values for its places."""

    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something that only the reader can say. ``key`` addresses it everywhere: ``dates.Tarih=day-first``.

    ``constant`` is the key under which one value for every row may be said instead.
    """

    key: str
    text: str
    choices: tuple[Choice, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    constant: str | None = None


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
class SurveyReading:
    """One kind of survey in a file: its answers as they stand, and how they are read.

    ``says_scale`` and ``says_direction`` where columns of the file say it row by row.
    """

    kind: str
    answers: int
    lowest: Decimal | None
    highest: Decimal | None
    seen: tuple[Decimal, ...]
    scale: tuple[int, int] | None
    is_falling: bool
    says_scale: bool
    says_direction: bool


@dataclass(frozen=True)
class Movements:
    """The column that says what each line of an account is: rows by its words, and what becomes of them.

    ``effects`` are ``keep``, ``out`` (no sale) and ``below`` (a return); ``is_kept`` where every row stays as it stands.
    ``order_place`` is the column of order numbers: further lines of an order that say nothing are what its first line is.
    """

    place: int
    heading: str
    rows: Mapping[str, int]
    effects: Mapping[str, str]
    is_kept: bool = False
    order_place: int | None = None


@dataclass(frozen=True)
class AccountSides:
    """The columns of an account's debits and credits, what becomes of rows with a credit alone, and how many they are.

    ``effect`` is ``out`` (payments), ``below`` (returns) or ``keep``.
    """

    debit_place: int
    credit_place: int
    debit: str
    credit: str
    decimal_mark: DecimalMark
    effect: str
    rows: int


@dataclass(frozen=True)
class SheetDraft:
    """What was understood of a file under the choices so far."""

    reading: FileReading
    sheet: str
    is_sheet_sure: bool
    columns: tuple[ColumnDraft, ...]
    questions: tuple[Question, ...]
    kind: str | None = None
    surveys: tuple[SurveyReading, ...] = ()
    unknown_values: tuple[UnknownValue, ...] = ()
    keeps_totals: bool = False
    keeps_printed: bool = False
    movements: Movements | None = None
    sides: AccountSides | None = None

    @property
    def scales(self) -> dict[str, tuple[int, int]]:
        """Lowest and highest answer by kind of survey, as chosen."""
        return {reading.kind: reading.scale for reading in self.surveys if reading.scale}

    @property
    def falling_scales(self) -> tuple[str, ...]:
        """Kinds of survey whose low answers are the good ones."""
        return tuple(reading.kind for reading in self.surveys if reading.is_falling)

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


def distinct_texts(cells: pa.Table, place: int) -> pa.DictionaryArray:
    """A column as places in the list of its distinct texts, blanks around them taken off."""
    encoded = cells.column(place).combine_chunks().dictionary_encode()
    return pa.DictionaryArray.from_arrays(encoded.indices, pc.utf8_trim_whitespace(encoded.dictionary))


def whole_column(cells: pa.Table, place: int) -> pa.StringArray:
    """The texts of a column in one array, row by row."""
    column = cells.column(place)
    texts = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return pc.fill_null(texts, "") if texts.null_count else texts
