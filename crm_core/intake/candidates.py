"""Columns that may hold a field which no heading names: the likeliest first, each with what speaks for it; chooses none."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.fields import field_of, squeezed
from crm_core.intake.matching import Match
from crm_core.intake.sheet_drafts import Choice
from crm_core.intake.value_matches import first_texts, says_days
from crm_core.intake.values import read_numbers
from crm_core.words import mark

pc: Any = pyarrow.compute

OF_CUSTOMERS = ("musteri", "cari", "customer", "client", "uye", "abone", "member", "account", "hesap")
LONGEST_CODE = 60
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_DAYS = mark("{heading} (its values are days)")
_NUMBERS = mark("{heading} (its values are numbers)")
_DIFFERENT = mark("{heading} ({n} different values in the first {rows} filled)")


def candidates(sheet: str, name: str, found: Sequence[Match], cells: pa.Table) -> tuple[Choice, ...]:
    """A choice for each column that feeds nothing, in the order of how well its values fit the field."""
    free = [(place, match.heading) for place, match in enumerate(found) if match.field is None]
    looked = [(*_look(sheet, name, heading, first_texts(cells, place)), place) for place, heading in free]
    return tuple(choice for _, choice, _ in sorted(looked, key=lambda one: (-one[0], one[2])))


def _look(sheet: str, name: str, heading: str, texts: pa.StringArray) -> tuple[float, Choice]:
    """How well values and heading fit a field, and the choice with what speaks for it."""
    kind, plain = field_of(sheet, name).kind, Choice(heading, "{heading}", {"heading": heading})
    if not len(texts):
        return -1, plain
    is_day = says_days(texts)
    if kind in ("moment", "day", "month"):
        return float(is_day), Choice(heading, _DAYS, plain.values) if is_day else plain
    unread = min(read_numbers(texts, ",").null_count, read_numbers(texts, ".").null_count)
    is_number = unread < 0.1 * len(texts)
    if kind in ("number", "money"):
        return float(is_number), Choice(heading, _NUMBERS, plain.values) if is_number else plain
    different = pc.count_distinct(texts).as_py()
    said = Choice(heading, _DIFFERENT, {"heading": heading, "n": different, "rows": len(texts)})
    if kind == "code":
        return _fit_of_code(heading, texts, different / len(texts)) - is_day, said
    return (0.0 if is_day or is_number else 1.0), said


def _fit_of_code(heading: str, texts: pa.StringArray, share: float) -> float:
    """Short texts that tell rows apart, under a heading that speaks of customers, addresses of e-mail before names."""
    if pc.max(pc.utf8_length(texts)).as_py() > LONGEST_CODE:
        return 0
    is_of_customers = any(word in squeezed(heading) for word in OF_CUSTOMERS)
    is_email = pc.mean(pc.cast(pc.match_substring_regex(texts, _EMAIL), pa.float64())).as_py() > 0.9
    return share + 0.5 * is_of_customers * (share > 0.1) + 0.5 * is_email
