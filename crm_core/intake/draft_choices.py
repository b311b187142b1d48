"""A choice of the reader as a draft keeps it: under the heading as it stands in the file; an impossible one is refused."""

from crm_core.errors import QuestionFault
from crm_core.intake.attributes import attribute_choice, is_attribute_choice
from crm_core.intake.encoding import ENCODINGS, SEPARATORS
from crm_core.intake.fields import SHEET_FIELDS, squeezed
from crm_core.intake.matching import IGNORED
from crm_core.intake.merged_cells import MERGED_CHOICES
from crm_core.intake.quotation import QUOTES
from crm_core.intake.shaping import shaping_choice
from crm_core.intake.sheet_drafts import SheetDraft
from crm_core.intake.values import DATE_ORDERS, MARKS
from crm_core.store import MANNER_KEYS, manner_of, sheet_fields
from crm_core.words import mark

SCALES = ("0-10", "1-5", "1-7", "1-10", "0-100", "1-4")


def kept_choice(sheet: SheetDraft, key: str, choice: str) -> tuple[str, str]:
    """The choice as it is kept: headings as they stand in the file, ``field.x=heading`` turned into ``map.heading=x``."""
    if (shape := shaping_choice(sheet, lambda heading: _own_heading(sheet, heading), key, choice)) is not None:
        return shape
    kind, _, rest = key.partition(".")
    if kind == "field" and "|" in choice and _own_heading(sheet, choice) is None:
        return kept_choice(sheet, f"join.{rest}", choice)
    fields = [item.name for item in SHEET_FIELDS[sheet.sheet]]
    own = _own_heading(sheet, choice if kind == "field" else rest)
    possible: dict[str, tuple[str, ...]] = {
        "sheet": tuple(SHEET_FIELDS),
        "encoding": ENCODINGS,
        "separator": tuple(SEPARATORS),
        "quote": tuple(QUOTES),
        "merged": MERGED_CHOICES,
        "duplicates": ("keep", "drop"),
        "kind": ("nps", "csat", "ces", "attribute", "contact", "complaint", "service", "promise"),
        "decimal": tuple(MARKS),
        "dates": DATE_ORDERS,
        "map": (*fields, IGNORED),
        "field": sheet.headings if rest in fields else tuple(f"field.{name}" for name in fields),
        "scale": ("up", "down") if rest.endswith(".direction") else SCALES,
    }
    if kind == "map" and own and is_attribute_choice(choice, fields):
        return f"map.{own}", attribute_choice(sheet.sheet, own, choice)
    if kind == "field" and rest in fields and own:
        return f"map.{own}", rest
    if key in MANNER_KEYS and not choice:
        return key, choice
    if key in MANNER_KEYS:
        manner_of(
            sheet.sheet,
            {"mode": "period", key: choice} if key == "period" else {key: choice},
            sheet_fields(sheet.sheet),
        )
        return key, choice
    if kind in ("header", "tab") and not rest:
        return key, choice
    is_per_column = kind in ("map", "decimal", "dates")
    if (
        kind == "field"
        or kind not in possible
        or (is_per_column and not own)
        or (choice and choice not in possible[kind])
    ):
        raise QuestionFault(
            mark("The choice {key}={choice} is not possible here. Possible: {possible}."),
            key=key,
            choice=choice,
            possible=", ".join(possible.get(kind, tuple(possible))),
        )
    return (f"{kind}.{own}" if is_per_column else key), choice


def _own_heading(sheet: SheetDraft, heading: str) -> str | None:
    if heading in sheet.headings:
        return heading
    return next((own for own in sheet.headings if squeezed(own) == squeezed(heading) and heading), None)
