"""A day typed as 15.03.2026 or 2026-03-15, the same in both languages; refuses what could be read in two ways."""

import re
from datetime import date

from crm_core.errors import QuestionFault
from crm_core.words import mark


def day_words(day: date | None) -> str:
    """A day as the field shows it."""
    return "" if day is None else f"{day:%d.%m.%Y}"


def read_day(text: str) -> date:
    """The day that was typed; another text is a :class:`QuestionFault`."""
    plain = text.strip()
    turkish, iso = (
        re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", plain),
        re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", plain),
    )
    parts = iso.groups() if iso else turkish.groups()[::-1] if turkish else None
    if parts is not None:
        year, month, day = (int(part) for part in parts)
        try:
            return date(year, month, day)
        except ValueError:
            parts = None
    raise QuestionFault(mark("“{text}” is not a day. Write it like 15.03.2026."), text=plain)
