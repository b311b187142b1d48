"""How the rows of a load meet those that are there: mode, key, blank cells, period, customers not described.

No database in sight. Refuses a manner that a sheet cannot have.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm_core.errors import QuestionFault
from crm_core.words import mark

EVERY_MODE = ("append", "new", "update", "upsert", "period", "all")
SHEET_MODES: Mapping[str, tuple[str, ...]] = {
    "customers": ("upsert", "new", "update", "all"),
    "transactions": EVERY_MODE,
    "interactions": EVERY_MODE,
    "surveys": EVERY_MODE,
    "programmes": EVERY_MODE,
    "campaigns": EVERY_MODE,
    "prices": ("upsert", "new", "update", "period", "all"),
}
"""The modes that a sheet can be loaded in, the usual one first."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "customers": ("customer_id",),
    "transactions": ("order_id", "product"),
    "interactions": ("customer_id", "case_id", "kind", "occurred_at"),
    "surveys": ("customer_id", "answered_at", "kind", "attribute", "brand"),
    "programmes": ("customer_id", "programme", "started_at"),
    "campaigns": ("campaign", "period"),
    "prices": ("month",),
}
"""What tells the rows of a sheet apart where nothing else is chosen."""

ONE_ROW_PER_KEY = ("customers", "prices")
DROPPED_WHERE_NOT_GIVEN = ("product", "case_id")
MANNER_KEYS = ("mode", "blank", "orphans", "key", "period")
"""Names of the choices that say how a load treats what is there."""

KEYED_MODES = ("new", "update", "upsert")
BLANKS = ("keep", "clear")
ORPHANS = ("keep", "quarantine", "leave-out")
WITH_CUSTOMERS_OF_OTHERS = ("transactions", "interactions", "surveys", "programmes")
_PERIOD = re.compile(r"^(\d{4})-(\d{2})(?:-(\d{2}))?\.\.(\d{4})-(\d{2})(?:-(\d{2}))?$")


@dataclass(frozen=True)
class Manner:
    """How one load treats what is there. An empty ``key`` is the sheet's own; no ``period`` is that of the rows."""

    mode: str
    blank: str = "keep"
    orphans: str = "keep"
    key: tuple[str, ...] = ()
    period: tuple[date, date] | None = None

    def clears(self, sheet: str) -> bool:
        """Whether blank cells take old values away: only where the rows of a sheet meet those that are there."""
        return self.blank == "clear" and (self.mode in KEYED_MODES or sheet in ONE_ROW_PER_KEY)

    def key_of(self, sheet: str, given: Sequence[str]) -> tuple[str, ...]:
        """Fields that tell rows apart, of those the file gives; a chosen field that it lacks is a fault."""
        if self.key:
            missing = [name for name in self.key if name not in given]
            if missing:
                raise QuestionFault(mark("The file has no column for the key {field}."), field=missing[0])
            return self.key
        return tuple(name for name in KEYS[sheet] if name in given or name not in DROPPED_WHERE_NOT_GIVEN)


def usual_manner(sheet: str) -> Manner:
    """How a sheet is loaded where nothing was chosen."""
    return Manner(SHEET_MODES[sheet][0])


def manner_of(sheet: str, choices: Mapping[str, str], fields: Sequence[str]) -> Manner:
    """The manner that plain choices lead to (``mode``, ``blank``, ``orphans``, ``key``, ``period``)."""
    mode = _one_of("mode", choices.get("mode") or SHEET_MODES[sheet][0], SHEET_MODES[sheet])
    orphans = _one_of("orphans", choices.get("orphans") or "keep", ORPHANS)
    if sheet not in WITH_CUSTOMERS_OF_OTHERS:
        orphans = "keep"
    named = tuple(name.strip() for name in choices.get("key", "").split(",") if name.strip())
    for name in named:
        _one_of("key", name, fields)
    key = () if sheet in ONE_ROW_PER_KEY else named
    blank = _one_of("blank", choices.get("blank") or "keep", BLANKS)
    return Manner(mode, blank, orphans, key, _period(choices.get("period", "")) if mode == "period" else None)


def _one_of(key: str, choice: str, possible: Sequence[str]) -> str:
    if choice not in possible:
        raise QuestionFault(
            mark("The choice {key}={choice} is not possible here. Possible: {possible}."),
            key=key,
            choice=choice,
            possible=", ".join(possible),
        )
    return choice


def _period(text: str) -> tuple[date, date] | None:
    """``2024-01..2024-03`` or ``2024-01-15..2024-02-14`` as first and last day."""
    if not text:
        return None
    found = _PERIOD.match(text)
    try:
        if found is not None:
            first_year, first_month, first_day, last_year, last_month, last_day = found.groups()
            year, month = int(last_year), int(last_month)
            start = date(int(first_year), int(first_month), int(first_day or 1))
            end = date(year, month, int(last_day) if last_day else monthrange(year, month)[1])
            if start <= end:
                return start, end
    except ValueError as cause:
        raise _no_period(text) from cause
    raise _no_period(text)


def _no_period(text: str) -> QuestionFault:
    return QuestionFault(mark("{text} is no period. Write it as 2024-01..2024-03."), text=text)
