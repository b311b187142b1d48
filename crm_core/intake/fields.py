"""The fields that each sheet can have and what kind of value each holds; the words for them are in known_words.toml.

Headings are compared folded and without blanks, so "Müşteri No", "MUSTERI_NO" and "musterino" are one.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from crm_core.store import ATTRIBUTE_PREFIX
from crm_core.words import fold, mark, translate

Kind = Literal["code", "text", "number", "money", "day", "moment", "month", "year", "word", "yes"]


@dataclass(frozen=True)
class SheetField:
    """One field of a sheet: its name in the store, the kind of its values, its label for readers and templates."""

    name: str
    kind: Kind
    label: str
    is_required: bool = False
    is_stored: bool = True


SHEET_FIELDS: dict[str, tuple[SheetField, ...]] = {
    "customers": (
        SheetField("customer_id", "code", mark("Customer number"), is_required=True),
        SheetField("name", "text", mark("Name")),
        SheetField("customer_type", "word", mark("Customer type")),
        SheetField("sector", "text", mark("Sector")),
        SheetField("region", "text", mark("Region")),
        SheetField("capacity", "text", mark("Size band")),
        SheetField("acquired_at", "day", mark("Customer since")),
        SheetField("acquisition_channel", "text", mark("Acquisition channel")),
        SheetField("acquisition_cost", "money", mark("Acquisition cost")),
        SheetField("referred_by", "code", mark("Referred by")),
        SheetField("birth_year", "year", mark("Year of birth")),
        SheetField("gender", "word", mark("Gender")),
        SheetField("email", "text", mark("E-mail")),
        SheetField("phone", "text", mark("Telephone")),
        SheetField("consent_email", "yes", mark("E-mail consent")),
        SheetField("consent_sms", "yes", mark("Text message consent")),
        SheetField("consent_call", "yes", mark("Call consent")),
    ),
    "transactions": (
        SheetField("order_id", "code", mark("Order number"), is_required=True),
        SheetField("customer_id", "code", mark("Customer number"), is_required=True),
        SheetField("ordered_at", "moment", mark("Order date"), is_required=True),
        SheetField("amount", "money", mark("Amount"), is_required=True),
        SheetField("quantity", "number", mark("Quantity")),
        SheetField("unit_price", "money", mark("Unit price"), is_stored=False),
        SheetField("cost", "money", mark("Cost of goods")),
        SheetField("discount", "money", mark("Discount")),
        SheetField("product", "text", mark("Product")),
        SheetField("category", "text", mark("Category")),
        SheetField("channel", "text", mark("Sales channel")),
        SheetField("campaign", "text", mark("Campaign")),
        SheetField("currency", "code", mark("Currency")),
        SheetField("branch", "text", mark("Branch")),
    ),
    "interactions": (
        SheetField("customer_id", "code", mark("Customer number"), is_required=True),
        SheetField("occurred_at", "moment", mark("Contact date"), is_required=True),
        SheetField("kind", "word", mark("Kind of contact"), is_required=True),
        SheetField("case_id", "code", mark("Case number")),
        SheetField("stage", "word", mark("Stage of the sale")),
        SheetField("channel", "word", mark("Way of communication")),
        SheetField("direction", "word", mark("Direction")),
        SheetField("category", "text", mark("Subject")),
        SheetField("department", "text", mark("Department")),
        SheetField("employee", "text", mark("Employee")),
        SheetField("opened_at", "moment", mark("Opened at")),
        SheetField("first_response_at", "moment", mark("First answer at")),
        SheetField("promised_at", "moment", mark("Promised for")),
        SheetField("resolved_at", "moment", mark("Resolved at")),
        SheetField("cost", "money", mark("Cost of the contact")),
    ),
    "surveys": (
        SheetField("customer_id", "code", mark("Customer number"), is_required=True),
        SheetField("answered_at", "moment", mark("Answer date")),
        SheetField("score", "number", mark("Score")),
        SheetField("kind", "word", mark("Question asked"), is_required=True),
        SheetField("attribute", "text", mark("Expectation rated")),
        SheetField("invited_at", "moment", mark("Invited at")),
        SheetField("scale_min", "number", mark("Lowest answer")),
        SheetField("scale_max", "number", mark("Highest answer")),
        SheetField("higher_is_better", "yes", mark("Higher is better")),
        SheetField("brand", "text", mark("Brand rated")),
        SheetField("comment", "text", mark("Comment")),
    ),
    "programmes": (
        SheetField("customer_id", "code", mark("Customer number"), is_required=True),
        SheetField("programme", "text", mark("Programme"), is_required=True),
        SheetField("started_at", "day", mark("Member from"), is_required=True),
        SheetField("ended_at", "day", mark("Member until")),
        SheetField("assignment", "word", mark("How assigned")),
        SheetField("arm", "text", mark("Arm of the trial")),
        SheetField("orientation", "word", mark("Orientation")),
    ),
    "campaigns": (
        SheetField("campaign", "text", mark("Campaign"), is_required=True),
        SheetField("period", "month", mark("Month of spending"), is_required=True),
        SheetField("spend", "money", mark("Spend"), is_required=True),
        SheetField("orientation", "word", mark("Orientation")),
        SheetField("objective", "word", mark("Objective")),
    ),
    "prices": (
        SheetField("month", "month", mark("Month"), is_required=True),
        SheetField("index", "number", mark("Consumer price index"), is_required=True),
    ),
}


@cache
def field_of(sheet: str, name: str) -> SheetField:
    """The field ``name`` of a sheet; an attribute of the customer is a field of text under its own name."""
    if name.startswith(ATTRIBUTE_PREFIX):
        return SheetField(name, "text", name.removeprefix(ATTRIBUTE_PREFIX), is_stored=False)
    return next(item for item in SHEET_FIELDS[sheet] if item.name == name)


@cache
def squeezed(text: str) -> str:
    """A heading or word for comparison: folded and without blanks."""
    return fold(text).replace(" ", "")


@cache
def heading_words(sheet: str, name: str) -> tuple[str, ...]:
    """Headings known for a field, dearest first, squeezed."""
    return tuple(squeezed(word) for word in _words(_known()[sheet]["headings"].get(name, "")))


@cache
def code_words(sheet: str, name: str) -> dict[str, str]:
    """Code by squeezed word, for a field of codes."""
    codes = _known()[sheet]["codes"][name]
    return {squeezed(word): code for code, words in codes.items() for word in (code, *_words(words))}


@cache
def every_heading() -> frozenset[str]:
    """Every heading known for any field of any sheet, squeezed."""
    known = {
        word for sheet, items in SHEET_FIELDS.items() for item in items for word in heading_words(sheet, item.name)
    }
    names = {squeezed(name) for items in SHEET_FIELDS.values() for item in items for name in (item.name, item.label)}
    known |= {word for sheet in SHEET_FIELDS for words in duration_words(sheet).values() for word in words}
    return frozenset(
        known | names | {squeezed(translate(i.label, "tr")) for items in SHEET_FIELDS.values() for i in items}
    )


@cache
def duration_words(sheet: str) -> dict[str, frozenset[str]]:
    """By field the squeezed headings that may stand over moments or over durations."""
    known = _known()[sheet].get("times", {})
    return {name: frozenset(squeezed(word) for word in _words(words)) for name, words in known.items()}


@cache
def account_labels() -> frozenset[str]:
    """Squeezed labels that stand before a customer in a line of its own; too broad for headings."""
    return frozenset(squeezed(word) for word in _words(_known()["customers"]["told"]["account"]))


@cache
def state_words() -> frozenset[str]:
    """Squeezed headings that tell whether a case is open."""
    return frozenset(squeezed(word) for word in _words(_known()["interactions"]["told"]["state"]))


@cache
def yes_words() -> dict[str, bool]:
    """True or False by squeezed word."""
    answers = _known()["answers"]
    return {squeezed(word): answer == "yes" for answer, words in answers.items() for word in _words(words)}


@cache
def movement_words() -> dict[str, str]:
    """Kind of a line of an account by squeezed word: sale, return, payment, opening, purchase, or one of its two sides."""
    kinds = _known()["movements"]
    return {squeezed(word): kind for kind, words in kinds.items() for word in _words(words)}


@cache
def score_words() -> dict[str, str]:
    """Score of one to five by squeezed word of satisfaction; proposed, never applied unasked."""
    scores = _known()["surveys"]["scores"]
    return {squeezed(word): score for score, words in scores.items() for word in _words(words)}


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "known_words.toml").read_text(encoding="utf-8"))


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split("|") if word.strip()]
