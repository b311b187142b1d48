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
    "customers": {
        "customer_id": "0001", "name": "Örnek Gıda Ltd. Şti.", "customer_type": "external", "sector": "Gıda",
        "region": "Ege", "capacity": "10-49", "acquired_at": date(2024, 3, 1), "acquisition_channel": "Fuar",
        "acquisition_cost": 250.5, "referred_by": "0002", "birth_year": 1980, "gender": "female",
        "email": "info@example.com", "phone": "0232 000 00 00", "consent_email": True, "consent_sms": False,
        "consent_call": True,
    },
    "transactions": {
        "order_id": "S-1001", "customer_id": "0001", "ordered_at": date(2024, 3, 4), "amount": 1234.56, "cost": 800,
        "quantity": 2, "product": "Çay", "category": "İçecek", "channel": "Mağaza", "campaign": "Spring",
        "discount": 12.5, "currency": "TRY", "branch": "İzmir",
    },
    "interactions": {
        "customer_id": "0001", "occurred_at": date(2024, 3, 6), "kind": "complaint", "case_id": "K-7",
        "stage": "after-sale", "channel": "spoken", "direction": "in", "category": "Teslimat", "department": "Lojistik",
        "employee": "P-12", "opened_at": date(2024, 3, 6), "first_response_at": date(2024, 3, 7),
        "promised_at": date(2024, 3, 8), "resolved_at": date(2024, 3, 9), "cost": 40,
    },
    "surveys": {
        "customer_id": "0001", "answered_at": date(2024, 3, 10), "kind": "nps", "attribute": "Teslimat", "score": 9,
        "invited_at": date(2024, 3, 9), "scale_min": 0, "scale_max": 10, "higher_is_better": True, "brand": "Örnek",
        "comment": "Teslimat hızlıydı",
    },
    "programmes": {
        "customer_id": "0001", "programme": "Club", "started_at": date(2024, 4, 1), "ended_at": date(2024, 12, 31),
        "assignment": "self", "arm": "A", "orientation": "relational",
    },
    "campaigns": {
        "campaign": "Spring", "period": date(2024, 3, 1), "spend": 5000, "orientation": "transactional",
        "objective": "acquire",
    },
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
    elif isinstance(sample, bool):
        tab.write_string(1, place, words["yes" if sample else "no"])
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
        mark(
            "Shaded headings are required. Columns may stand in any order; extra columns are stored only if you keep them as attributes."
        ),
        mark("The first row is a sample: write over it."),
        mark("Returns and cancellations are rows with a negative amount."),
        mark("Save each tab that you load as a file of its own, or choose the tab when you import the workbook."),
    )
    for row, line in enumerate(lines):
        tab.write_string(row, 0, translate(line, language))
    tab.set_column(0, 0, 100)
