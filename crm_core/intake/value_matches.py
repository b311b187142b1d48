"""Matches that the values of a column settle, and why a column feeds nothing although its heading is known."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute

from crm_core.intake.fields import SHEET_FIELDS, code_words, duration_words, squeezed, state_words
from crm_core.intake.ledgers import is_narrative
from crm_core.intake.matching import KNOWN, NEAR, Match, likeness
from crm_core.intake.plain_texts import trimmed, whole_column
from crm_core.intake.sheet_drafts import distinct_texts
from crm_core.intake.values import read_moments, says_nothing

pc: Any = pyarrow.compute

LOOKED_AT = 100_000
ENOUGH = 1000
MOST = 0.9
BROUGHT_AS: Mapping[str, tuple[str, ...]] = {
    "customers": tuple(item.name for item in SHEET_FIELDS["customers"] if item.name != "customer_id"),
    "surveys": ("score",),
}
"""Sheets as which a file with a customer number can be brought once more, and the fields that speak for it."""
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_NUMBER = r"^[\d.,\s]+$"


def settled(found: tuple[Match, ...], sheet: str, cells: pa.Table) -> tuple[Match, ...]:
    """The matches with those that values settle, and a reason for columns that feed nothing here."""
    fed = {match.field for match in found}
    if sheet == "transactions":
        found = _without_narratives(found, cells)
    if sheet in ("surveys", "interactions") and "kind" not in fed:
        found = _with_kind(found, sheet, cells)
    if sheet == "customers" and "email" not in fed:
        found = _with_email(found, cells)
    found = _with_times(found, sheet, cells)
    return tuple(_with_reason(match, sheet) for match in found)


def says_days(texts: pa.StringArray) -> bool:
    """Whether nearly all texts are days or moments, and not numbers such as 45 or 2.5."""
    if not len(texts):
        return False
    is_number = pc.match_substring_regex(texts, _NUMBER)
    reads = max(
        (read_moments(texts, order) for order in ("day-first", "month-first")), key=lambda read: -read.null_count
    )
    return (pc.sum(pc.and_(pc.is_valid(reads), pc.invert(is_number))).as_py() or 0) > MOST * len(texts)


def first_texts(cells: pa.Table, place: int) -> pa.StringArray:
    """Some filled texts from the beginning of a column."""
    texts = trimmed(whole_column(cells.slice(0, LOOKED_AT), place))
    return texts.filter(pa.array(~says_nothing(texts))).slice(0, ENOUGH)


def _with_times(found: tuple[Match, ...], sheet: str, cells: pa.Table) -> tuple[Match, ...]:
    """Headings that may name a moment or a duration (Time to Resolution) feed the field where moments stand below."""
    made, fed = list[Match](), {match.field for match in found}
    for place, match in enumerate(found):
        field = next((name for name, words in duration_words(sheet).items() if squeezed(match.heading) in words), None)
        if match.reason == "none" and field and field not in fed and len(texts := first_texts(cells, place)):
            is_moment = says_days(texts)
            match = Match(match.heading, field, KNOWN - 3, "times") if is_moment else _without(match, "durations")
            fed.add(match.field)
        made.append(match)
    return tuple(made)


def _with_reason(match: Match, sheet: str) -> Match:
    """A heading that is known elsewhere says so; customers can keep every column as an attribute anyway."""
    if match.reason != "none" or sheet == "customers":
        return match
    if sheet == "interactions" and squeezed(match.heading) in state_words():
        return _without(match, "state")
    elsewhere = next((other for other in BROUGHT_AS if other != sheet and _names_field(match.heading, other)), None)
    return _without(match, f"of {elsewhere}") if elsewhere else match


def _names_field(heading: str, sheet: str) -> bool:
    """Whether a heading is one of the fields that speak for bringing the file as that sheet too."""
    return any(likeness(squeezed(heading), sheet, name)[0] >= NEAR for name in BROUGHT_AS[sheet])


def _without(match: Match, reason: str) -> Match:
    return Match(match.heading, None, 0, reason)


def _with_kind(found: tuple[Match, ...], sheet: str, cells: pa.Table) -> tuple[Match, ...]:
    """The first free column all of whose texts are known words for kinds feeds the kind."""
    words = code_words(sheet, "kind")
    for place, match in enumerate(found):
        texts = distinct_texts(cells, place).dictionary
        said = texts.filter(pa.array(~says_nothing(texts))).to_pylist() if match.reason == "none" else []
        if said and len(said) <= len(words) and all(squeezed(text) in words for text in said):
            return _put(found, place, "kind")
    return found


def _with_email(found: tuple[Match, ...], cells: pa.Table) -> tuple[Match, ...]:
    """A column of e-mail addresses feeds the e-mail field whatever stands above it."""
    for place, match in enumerate(found):
        texts = pc.utf8_trim_whitespace(cells.column(place).slice(0, ENOUGH).combine_chunks())
        filled = texts.filter(pc.not_equal(texts, ""))
        if match.reason == "none" and len(filled) and pc.all(pc.match_substring_regex(filled, _EMAIL)).as_py():
            return _put(found, place, "email")
    return found


def _put(found: Sequence[Match], place: int, field: str) -> tuple[Match, ...]:
    """The matches with one column feeding a field by its values."""
    return (*found[:place], Match(found[place].heading, field, KNOWN - 3, "pattern"), *found[place + 1 :])


def _without_narratives(found: tuple[Match, ...], cells: pa.Table) -> tuple[Match, ...]:
    """A column of descriptions that tells movements of an account feeds no product unless the reader says so."""
    headings = [match.heading for match in found]
    return tuple(
        _without(match, "account")
        if match.field == "product" and match.reason not in ("chosen", "used") and is_narrative(cells, place, headings)
        else match
        for place, match in enumerate(found)
    )
