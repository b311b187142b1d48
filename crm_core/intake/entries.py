"""A small sheet of dated notes or targets, read whole or refused whole with the row, the column and the reason.

Told by its headings: a note has a day and a text (and, where wanted, a measure and whether limits are made anew), a target
has a metric, a month and a value. Shares are written in per cent, as in the forms.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from crm_core.errors import FileFault
from crm_core.intake.reading import read_cells
from crm_core.intake.values import marks_that_fit, orders_that_fit, read_moments, read_numbers
from crm_core.periods import month_start
from crm_core.store.entries import NOTE_MEASURES, PER_CENT_TARGETS, TARGET_METRICS, DatedNote, Target
from crm_core.words import fold, mark

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "date", "gun", "tarih"),
    "text": ("text", "note", "event", "not", "metin", "olay", "aciklama"),
    "measure": ("measure", "chart", "olcu", "olcum", "grafik"),
    "is_rebase": ("re base", "rebase", "new limits", "sinirlari yenile", "yeni sinirlar", "yeniden hesapla"),
    "metric": ("metric", "gosterge"),
    "month": ("month", "from", "valid from", "ay", "gecerli", "baslangic"),
    "value": ("value", "target", "deger", "hedef"),
}
MEASURE_WORDS: Mapping[str, tuple[str, ...]] = {
    "csat": ("csat", "csat by month", "satisfaction", "memnuniyet"),
    "nps": ("nps", "nps by month", "net promoter score", "net tavsiye skoru"),
    "ces": ("ces", "ces by month", "ease", "effort", "kolaylik"),
    "complaints": (
        "complaints", "complaints per 100 orders", "complaints per 100 orders by month", "sikayet", "sikayetler"
    ),
    "repeat": ("repeat", "repeat share by month", "tekrar", "tekrar alan"),
    "": ("", "all", "tumu", "hepsi"),
}  # fmt: skip
METRICS = {
    "csat": "csat_by_month",
    "nps": "nps_by_month",
    "ces": "ces_by_month",
    "complaints": "complaints_per_100_orders_by_month",
    "repeat": "repeat_share_by_month",
}
YES = ("1", "yes", "true", "x", "evet", "dogru")


@dataclass(frozen=True)
class Entries:
    """Notes and targets of one file."""

    notes: tuple[DatedNote, ...] = ()
    targets: tuple[Target, ...] = ()


def read_entries(content: bytes, name: str) -> Entries:
    """The notes or targets of a file (.csv, .tsv, .txt, .xlsx, .xls, .ods); a fault names the row that cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"entries{Path(name).suffix.lower()}"
        source.write_bytes(content)
        reading = read_cells(source, name, {}, Path(folder) / "cells.arrow")
        with pa.memory_map(str(Path(folder) / "cells.arrow")) as file:
            cells = pa.ipc.open_file(file).read_all().to_pydict()
    columns = _columns(reading.headings, cells)
    rows = [int(row) for row in cells["row_number"]]
    if "text" in columns and "day" in columns:
        return Entries(notes=_notes(columns, rows))
    if {"metric", "month", "value"} <= columns.keys():
        for heading, text in reading.open_marks:
            if "value" in _columns((heading,), {"c0": []}):
                raise _fault(rows[columns["value"].index(text)], "value", text)
        return Entries(targets=_targets(columns, rows))
    raise FileFault(
        mark(
            "The file {name} is no sheet of notes or targets. Notes have the headings day and text (also measure and "
            "re-base), targets metric, month and value."
        ),
        name=name,
    )


def _day(text: str) -> date | None:
    """A day as people write it, day first: 15.05.2025, 2025-05-15, 15 Mayıs 2025; None where it is none."""
    moment = read_moments(pa.array([text.strip()], pa.string()), "day-first").to_pylist()[0]
    return moment.date() if moment else None


def _columns(headings: tuple[str, ...], cells: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Cells by field, for the headings that are known."""
    found: dict[str, list[str]] = {}
    for place, heading in enumerate(headings):
        plain = " ".join(fold(heading).replace("_", " ").replace("-", " ").split())
        field = next((field for field, words in HEADINGS.items() if plain in words), None)
        if field and field not in found:
            found[field] = [str(cell or "").strip() for cell in cells[f"c{place}"]]
    return found


def _notes(columns: Mapping[str, list[str]], rows: list[int]) -> tuple[DatedNote, ...]:
    blank = [""] * len(rows)
    days = _days(columns["day"], rows, "day")
    notes = []
    for place, row in enumerate(rows):
        text = columns["text"][place]
        if not text:
            raise _fault(row, "text", text)
        measure = _measure(columns.get("measure", blank)[place])
        if measure not in ("", *NOTE_MEASURES):
            raise _fault(row, "measure", columns["measure"][place])
        is_rebase = fold(columns.get("is_rebase", blank)[place]) in YES
        notes.append(DatedNote(days[place], text, measure or None, is_rebase))
    return tuple(notes)


def _targets(columns: Mapping[str, list[str]], rows: list[int]) -> tuple[Target, ...]:
    months = _days(columns["month"], rows, "month")
    plain = [text.replace("%", "").strip() for text in columns["value"]]
    cells = pa.array(plain, pa.string())
    decimal_mark, _ = marks_that_fit(cells)
    if decimal_mark is None:
        raise _fault(rows[0], "value", columns["value"][0])
    values = read_numbers(cells, decimal_mark).to_pylist()
    targets = []
    for place, row in enumerate(rows):
        metric = METRICS.get(_measure(columns["metric"][place]) or "", "")
        if metric not in TARGET_METRICS:
            raise _fault(row, "metric", columns["metric"][place])
        value = values[place]
        is_share = metric in PER_CENT_TARGETS
        if value is None or (is_share and not 1 < value <= 100):
            raise _fault(row, "value", columns["value"][place])
        targets.append(Target(metric, month_start(months[place]), float(value) / (100 if is_share else 1)))
    return tuple(targets)


def _measure(text: str) -> str | None:
    """Code of a measure from what people call it; None where it is none."""
    plain = " ".join(fold(text).replace("_", " ").split())
    return next((code for code, words in MEASURE_WORDS.items() if plain in words), None)


def _days(texts: list[str], rows: list[int], field: str) -> list[date]:
    """Days of a whole column in one order of day and month; a column that both fit is refused rather than guessed."""
    cells = pa.array(texts, pa.string())
    order, _ = orders_that_fit(cells)
    if order is None:
        raise _fault(rows[0], field, texts[0])
    moments = read_moments(cells, order).to_pylist()
    for text, moment, row in zip(texts, moments, rows, strict=True):
        if moment is None:
            raise _fault(row, field, text)
    return [moment.date() for moment in moments]


def _fault(row: int, field: str, text: str) -> FileFault:
    return FileFault(
        mark(
            "Row {row}, {field}: “{text}” cannot be read; nothing was entered. Days are written like 2025-05-01, targets "
            "of shares in per cent, measures as csat, nps, ces or complaints."
        ),
        row=row,
        field=field,
        text=text,
    )
