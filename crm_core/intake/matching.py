"""Which sheet a file is and which field each column feeds, each with how sure that is and why; never applied below 90."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from rapidfuzz import fuzz

from crm_core.intake.attributes import WITH_ATTRIBUTES, attribute_name
from crm_core.intake.fields import SHEET_FIELDS, SheetField, duration_words, heading_words, squeezed
from crm_core.words import mark, translate

SURE, KNOWN, NEAR = 100, 98, 90
SHORTEST_NEAR = 5
KNOWN_OF_CUSTOMERS = 0.4
IGNORED = "-"

REASONS = {
    "chosen": mark("your choice"),
    "used": mark("used before"),
    "own name": mark("the field's own name"),
    "known": mark("a known heading for it"),
    "near": mark("nearly a known heading"),
    "pattern": mark("its values look like it"),
    "taken": mark("another column fits the field better"),
    "account": mark("it tells movements of an account, not products; choose it if it is meant"),
    "kept": mark("kept for the customer"),
    "times": mark("its values are moments, not durations"),
    "durations": mark("it tells how long, not when; no field holds durations"),
    "state": mark("open or closed follows from the day of resolution; no field holds it"),
    "of customers": mark(
        "known in a customers sheet: keep it as an attribute, or bring the file once more as customers"
    ),
    "of surveys": mark("known in a surveys sheet: bring the file once more as surveys to store it"),
    "none": mark("no known heading; not stored"),
    "ignored": mark("left out by your choice"),
}


@dataclass(frozen=True)
class Match:
    """The field proposed for a heading; ``reason`` is a key of ``REASONS``, ``confidence`` runs from 0 to 100.

    ``attribute`` is the name under which a column without a field is kept.
    """

    heading: str
    field: str | None
    confidence: int
    reason: str
    attribute: str | None = None


def matches(
    headings: Sequence[str], sheet: str, chosen: Mapping[str, str], used: Mapping[str, str] = MappingProxyType({})
) -> tuple[Match, ...]:
    """One match per heading; a field is fed by one column at most, the surest one.

    ``chosen`` and ``used`` are fields by heading: the reader's choices, then what was used before for such headings.
    """
    fields = [item.name for item in SHEET_FIELDS[sheet]]
    found: dict[str, Match] = {}
    free = set(fields)
    said = [(heading, field, "chosen") for heading, field in chosen.items()]
    said += [(heading, field, "used") for heading, field in used.items() if heading not in chosen]
    for heading, field, reason in said:
        if heading in headings and field in free:
            found[heading] = Match(heading, field, SURE, reason)
            free.remove(field)
        elif heading in headings and field == IGNORED:
            found[heading] = Match(heading, None, SURE, "ignored")
        elif heading in headings and sheet in WITH_ATTRIBUTES and (name := attribute_name(field)):
            found[heading] = Match(heading, None, SURE, "kept", name)
    ranked = sorted(
        (likeness(squeezed(heading), sheet, field), -place, heading, field)
        for place, heading in enumerate(headings)
        if heading not in found
        for field in fields
    )
    for (confidence, rank, reason), _, heading, field in reversed(ranked):
        if confidence >= NEAR and rank <= 0 and heading not in found and field in free:
            found[heading] = Match(heading, field, confidence, reason)
            free.remove(field)
    wanted = {heading for (confidence, _, _), _, heading, _ in ranked if confidence >= NEAR}
    return tuple(
        found.get(heading) or Match(heading, None, 0, "taken" if heading in wanted else "none") for heading in headings
    )


@cache
def likeness(heading: str, sheet: str, field: str) -> tuple[int, int, str]:
    """How well a squeezed heading names a field: confidence, rank among equals (0 is best), reason."""
    item = next(item for item in SHEET_FIELDS[sheet] if item.name == field)
    if heading in _own_names(item):
        return SURE, 0, "own name"
    words = heading_words(sheet, field)
    if heading in words:
        return KNOWN, -words.index(heading), "known"
    if len(heading) < SHORTEST_NEAR:
        return 0, 0, "none"
    near = max((fuzz.ratio(heading, word) for word in (*words, *_own_names(item))), default=0)
    return (int(near), 0, "near") if near >= NEAR else (0, 0, "none")


def likely_sheet(headings: Sequence[str]) -> tuple[str, bool]:
    """The sheet that the headings speak for most, and whether that is beyond doubt."""
    scores = sorted(((_score(headings, sheet), sheet) for sheet in SHEET_FIELDS), reverse=True)
    (best, sheet), (second, _) = scores[0], scores[1]
    fed = _fed(headings, sheet)
    return sheet, not missing_fields(sheet, fed) and best > second and not _is_any_list(headings, sheet, fed)


def _is_any_list(headings: Sequence[str], sheet: str, fed: set[str]) -> bool:
    """Whether too little speaks for a sheet, so that the file may as well be another.

    A customer and a plain date for contacts, since orders and answers have both too; for customers their number alone
    beside a heading of another sheet, or few of many columns beside an amount, a score or the number of an order.
    """
    said = set(map(squeezed, headings))
    if sheet == "customers" and fed == {"customer_id"}:
        return bool(said & _told_of_others(None))
    if sheet == "customers":
        return bool(said & _told_of_others()) and len(fed) < KNOWN_OF_CUSTOMERS * len(headings)
    if sheet == "interactions" and fed == {"customer_id", "occurred_at", "kind"}:
        return bool(said & _told_of_others())
    if sheet != "interactions" or fed != {"customer_id", "occurred_at"}:
        return False
    return bool(said & set(heading_words("transactions", "ordered_at")) & set(heading_words(sheet, "occurred_at")))


@cache
def _told_of_others(names: tuple[str, ...] | None = ("amount", "order_id", "score")) -> frozenset[str]:
    """Headings that lists of customers seldom have: amounts, scores and numbers of orders, or all of other sheets."""
    named = [
        (*heading_words(sheet, item.name), *_own_names(item))
        for sheet in ("transactions", "interactions", "surveys")
        for item in SHEET_FIELDS[sheet]
        if item.name != "customer_id" and (names is None or item.name in names)
    ]
    return frozenset(word for words in named for word in words)


def missing_fields(sheet: str, fed: set[str]) -> tuple[str, ...]:
    """Required fields that no column feeds and that cannot be worked out from others."""
    missing = [item.name for item in SHEET_FIELDS[sheet] if item.is_required and item.name not in fed]
    if {"quantity", "unit_price"} <= fed and "amount" in missing:
        missing.remove("amount")
    if sheet == "surveys" and not {"score", "invited_at"} & fed:
        missing.append("score")
    if sheet == "surveys" and "score" in fed and "answered_at" not in fed:
        missing.append("answered_at")
    return tuple(name for name in missing if name != "kind")


def _score(headings: Sequence[str], sheet: str) -> float:
    """Columns that fit, those of required fields doubled, less three for each required field without a column."""
    fed = _fed(headings, sheet)
    required = sum(1 for item in SHEET_FIELDS[sheet] if item.is_required and item.name in fed)
    required += len({"score", "answered_at"} & fed)
    return len(fed) + required - 3 * len(missing_fields(sheet, fed))


def _fed(headings: Sequence[str], sheet: str) -> set[str]:
    """Fields that the headings name, those that may stand over moments or durations among them."""
    said = set(map(squeezed, headings))
    times = {name for name, words in duration_words(sheet).items() if words & said}
    return times | {match.field for match in matches(headings, sheet, {}) if match.field}


@cache
def _own_names(item: SheetField) -> tuple[str, ...]:
    return (squeezed(item.name), squeezed(item.label), squeezed(translate(item.label, "tr")))
