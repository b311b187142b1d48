"""Personal data on their way in: which columns hold them, on what legal basis they are kept, and how they are masked.

What is personal is said by the data dictionary alone. Nothing is loaded or refused here; what the reader states goes
on record with the load.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from crm_core.errors import QuestionFault
from crm_core.intake.fields import field_of, heading_words, squeezed
from crm_core.intake.sheet_drafts import ColumnDraft, SheetDraft
from crm_core.intake.used_choices import USED, with_used
from crm_core.store import data_dictionary
from crm_core.words import mark

BASIS, SOURCE = "personal.basis", "personal.source"
BASIS_WORDS = {
    "contract": mark("a contract with the customer"),
    "consent": mark("explicit consent"),
    "legal-duty": mark("a duty laid down by law"),
    "legitimate-interest": mark("legitimate interest"),
    "legal-claim": mark("a right to establish or defend"),
    "made-public": mark("made public by the person"),
}
CONSENT_FIELDS = ("consent_email", "consent_sms", "consent_call")
NAMING = ("name", "email", "phone", "employee", "comment")
PARTS_OF_NAMES = (
    "soyad",
    "soyadı",
    "ikinci ad",
    "first name",
    "last name",
    "surname",
    "family name",
    "given name",
    "middle name",
)
LONGEST_SOURCE = 200
_ADDRESS = re.compile(r"[^@\s]@[^@\s]+\.[^@\s]")
HIDDEN = "•••"
NOT_STATED, UNSTATED = "none", mark("not stated")


@dataclass(frozen=True)
class Stated:
    """What is stated of the personal data of a load; None is not stated."""

    basis: str | None
    source: str | None


@dataclass(frozen=True)
class Record:
    """Personal fields of a load, attributes by their names, and what is stated of them."""

    fields: tuple[str, ...]
    stated: Stated

    @property
    def as_kept(self) -> dict[str, object]:
        """As it stands with the load, for other programs."""
        return {"fields": list(self.fields), "legal_basis": self.stated.basis, "source": self.stated.source}


@dataclass(frozen=True)
class Consent:
    """Rows to be loaded by what they say of one channel; ``is_told`` is False where no column of the file says it."""

    field: str
    is_told: bool
    agreed: int
    refused: int
    silent: int


@cache
def personal_fields(sheet: str) -> frozenset[str]:
    """Fields of a sheet that the data dictionary calls personal."""
    return frozenset(field.name for field in data_dictionary() if field.table == sheet and field.is_personal)


def personal_columns(sheet: SheetDraft) -> tuple[ColumnDraft, ...]:
    """Columns that will be stored as personal data; columns kept as attributes of the customer are."""
    known = personal_fields(sheet.sheet)
    return tuple(column for column in sheet.columns if column.field in known or column.attribute)


def masked_headings(sheet: SheetDraft) -> frozenset[str]:
    """Columns whose cells name a person or lead to one, stored or not, e-mail addresses under any heading; previews mask them."""
    naming = {word for name in NAMING[:3] for word in heading_words("customers", name)} | set(
        map(squeezed, PARTS_OF_NAMES)
    )
    fed = {column.heading for column in sheet.columns if column.field in NAMING and _is_personal(sheet, column)}
    free = {column.heading for column in sheet.columns if not column.field and squeezed(column.heading) in naming}
    addressed = {column.heading for column in sheet.columns if any(map(_ADDRESS.search, column.samples))}
    return frozenset(fed | free | addressed)


def _is_personal(sheet: SheetDraft, column: ColumnDraft) -> bool:
    return column.field in personal_fields(sheet.sheet)


def masked(text: str) -> str:
    """A name by its first letters: Ayşe Yılmaz is A••• Y•••; nothing is left of numbers and addresses but one letter."""
    if "@" in text:
        return f"{text[:1]}{HIDDEN}@{HIDDEN}"
    return " ".join(f"{word[0]}{HIDDEN}" if word[0].isalpha() else HIDDEN for word in text.split())


def stated(choices: Mapping[str, str]) -> Stated:
    """What the reader states, or what was stated for the last file with these headings."""
    basis, source = (with_used(choices).get(key) or NOT_STATED for key in (BASIS, SOURCE))
    return Stated(None if basis == NOT_STATED else basis, None if source == NOT_STATED else source)


def is_statement(key: str) -> bool:
    """Whether a choice only states something: it changes neither what is read nor what is found."""
    return key.removeprefix(USED) in (BASIS, SOURCE)


def personal_choice(key: str, choice: str) -> tuple[str, str]:
    """The statement as it is kept; a :class:`QuestionFault` where it cannot be."""
    text = " ".join(choice.split())
    is_known = (key == BASIS and text in ("", NOT_STATED, *BASIS_WORDS)) or (
        key == SOURCE and len(text) <= LONGEST_SOURCE
    )
    if not is_known:
        raise QuestionFault(
            mark("The choice {key}={choice} is not possible here. Possible: {possible}."),
            key=key,
            choice=choice,
            possible=", ".join(BASIS_WORDS),
        )
    return key, text


def on_record(sheet: SheetDraft, choices: Mapping[str, str]) -> Record:
    """What goes on record with a load of these columns."""
    names = (column.field or column.attribute for column in personal_columns(sheet))
    return Record(tuple(name for name in names if name), stated(choices))


def recorded(understood: str) -> Record:
    """What stands on record with a load; nothing for loads made before it was asked."""
    kept = json.loads(understood).get("personal") or {}
    return Record(tuple(kept.get("fields", ())), Stated(kept.get("legal_basis"), kept.get("source")))


def consents(sheet: SheetDraft, rows: pa.Table) -> tuple[Consent, ...]:
    """Consent by channel among the rows to be loaded; nothing for a sheet that is not of customers."""
    if sheet.sheet != "customers":
        return ()
    told = {column.field for column in sheet.columns}
    return tuple(_consent(name, rows, name in told) for name in CONSENT_FIELDS)


def _consent(name: str, rows: pa.Table, is_told: bool) -> Consent:
    if not is_told or name not in rows.column_names:
        return Consent(name, False, 0, 0, len(rows))
    column = rows.column(name)
    agreed = column.cast(pa.int64()).to_pandas().sum()
    return Consent(name, True, int(agreed), len(rows) - column.null_count - int(agreed), column.null_count)


def field_labels(sheet: str, record: Record) -> tuple[str, ...]:
    """Labels of recorded fields; an attribute has its own name."""
    known = personal_fields(sheet)
    return tuple(field_of(sheet, name).label if name in known else name for name in record.fields)
