"""Empty sheets to fill in: one workbook per language, one tab per sheet, with lists, sample rows and notes."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from crm_core.intake.fields import SHEET_FIELDS, SheetField, code_words
from crm_core.settings import ROOT
from crm_core.terms import SHEET_WORDS
from crm_core.words import LANGUAGES, Language, mark, translate

FOLDER = ROOT / "data" / "templates"
LAST_LIST_ROW = 5000
KIND_NOTES = {
    "code": mark("Number or code; kept as text"),
    "text": mark("Text"),
    "number": mark("Number"),
    "money": mark("Money in the currency of the workspace"),
    "day": mark("Date"),
    "moment": mark("Date, with time where known"),
    "month": mark("Month: any day of it"),
    "year": mark("Year"),
    "word": mark("One word of the list"),
    "yes": mark("Yes or no"),
}
SAMPLES: dict[str, dict[str, Any]] = {
    "customers": {"customer_id": "0001", "sector": "Gıda", "region": "Ege", "acquired_at": date(2024, 3, 1)},
    "transactions": {
        "order_id": "S-1001", "customer_id": "0001", "ordered_at": date(2024, 3, 4), "amount": 1234.56, "quantity": 2,
    },
    "interactions": {
        "customer_id": "0001", "occurred_at": date(2024, 3, 6), "kind": "complaint", "channel": "spoken",
    },
    "surveys": {"customer_id": "0001", "answered_at": date(2024, 3, 10), "kind": "nps", "score": 9},
    "programmes": {"customer_id": "0001", "programme": "Club", "started_at": date(2024, 4, 1), "assignment": "self"},
    "campaigns": {"campaign": "Spring", "period": date(2024, 3, 1), "spend": 5000},
    "prices": {"month": date(2024, 3, 1), "index": 2139.47},
}  # fmt: skip
CODE_LABELS = {
    "female": mark("Female"), "male": mark("Male"), "other": mark("Other"),
    "external": mark("External"), "internal": mark("Internal"), "contact": mark("Contact"),
    "complaint": mark("Complaint"), "service": mark("Service"), "promise": mark("Promise"),
    "pre-sale": mark("Pre-sale"), "sale": mark("Sale"), "after-sale": mark("After-sale"),
    "written": mark("Written"), "spoken": mark("Spoken"), "visual": mark("Visual"),
    "face-to-face": mark("Face to face"), "in": mark("Incoming"), "out": mark("Outgoing"),
    "random": mark("Random"), "rule": mark("By rule"), "self": mark("By own wish"), "unknown": mark("Not known"),
    "relational": mark("Relational"), "transactional": mark("Transactional"), "acquire": mark("Acquire"),
    "keep": mark("Keep"), "grow": mark("Grow"), "win back": mark("Win back"),
    "nps": "NPS", "csat": "CSAT", "ces": "CES", "attribute": mark("Expectation"),
}  # fmt: skip


def templates() -> tuple[Path, ...]:
    """Write the templates of both languages to ``data/templates`` and name the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths = []
    for language in LANGUAGES:
        path = FOLDER / f"template-{language}.xlsx"
        path.write_bytes(template_bytes(language))
        paths.append(path)
    return tuple(paths)


def template_bytes(language: Language) -> bytes:
    """The workbook of templates in one language."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": date(2024, 1, 1)})
        formats = {
            "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "required": book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE6F1", "text_wrap": True}),
            "day": book.add_format({"num_format": "dd.mm.yyyy" if language == "tr" else "yyyy-mm-dd"}),
            "text": book.add_format({"num_format": "@"}),
        }
        for sheet, fields in SHEET_FIELDS.items():
            tab = book.add_worksheet(translate(SHEET_WORDS[sheet], language)[:31])
            for place, item in enumerate(field for field in fields if field.is_stored):
                _column(tab, place, item, sheet, language, formats)
            tab.freeze_panes(1, 0)
        _notes(book.add_worksheet(translate(mark("Notes"), language)), language, formats)
    return target.getvalue()


def _column(tab: Any, place: int, item: SheetField, sheet: str, language: Language, formats: dict[str, Any]) -> None:
    """Heading, list of words, note and sample of one field."""
    label = translate(item.label, language)
    tab.write_string(0, place, label, formats["required" if item.is_required else "heading"])
    tab.write_comment(0, place, translate(KIND_NOTES[item.kind], language))
    tab.set_column(place, place, max(12, len(label) + 2), formats["text"] if item.kind == "code" else None)
    words = _words(item, sheet, language)
    if words:
        tab.data_validation(1, place, LAST_LIST_ROW, place, {"validate": "list", "source": list(words.values())})
    sample = SAMPLES[sheet].get(item.name)
    if isinstance(sample, date):
        tab.write_datetime(1, place, sample, formats["day"])
    elif isinstance(sample, str):
        tab.write_string(1, place, words.get(sample, sample), formats["text"] if item.kind == "code" else None)
    elif sample is not None:
        tab.write_number(1, place, sample)


def _words(item: SheetField, sheet: str, language: Language) -> dict[str, str]:
    if item.kind == "yes":
        return {"yes": translate(mark("Yes"), language), "no": translate(mark("No"), language)}
    if item.kind != "word":
        return {}
    return {
        code: translate(CODE_LABELS[code], language) for code in dict.fromkeys(code_words(sheet, item.name).values())
    }


def _notes(tab: Any, language: Language, formats: dict[str, Any]) -> None:
    lines = (
        mark("One tab per sheet; fill in those you have and leave the others empty or delete them."),
        mark("Shaded headings are required. Columns may stand in any order; extra columns are not read."),
        mark("The first row is a sample: write over it."),
        mark("Returns and cancellations are rows with a negative amount."),
        mark("Save each tab that you load as a file of its own, or choose the tab when you import the workbook."),
    )
    for row, line in enumerate(lines):
        tab.write_string(row, 0, translate(line, language))
    tab.set_column(0, 0, 100)
