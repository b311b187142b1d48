"""Adds up: the workbook of the leaky bucket is alive: its formulas, reckoned here from its inputs, are the simulator's figures."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from crm_core.learning import BucketChoice, BucketStart, annual_from_monthly, bucket_workbook, play
from crm_core.learning.bucket_workbook import FIRST_ROW, GIVEN_ROW

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
START = BucketStart(1200, 60, 0.05, 250.0, 1800.0)
CELL = re.compile(r"\$?([A-Z]+)\$?(\d+)")


class Sheet:
    """The first sheet of a workbook as a spreadsheet program sees it: inputs, formulas, and what was kept with them."""

    def __init__(self, book: bytes) -> None:
        tree = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml"))
        cells = {cell.get("r", ""): cell for cell in tree.iter(f"{MAIN}c")}
        self.formulas = {name: text for name, cell in cells.items() if (text := cell.findtext(f"{MAIN}f"))}
        self.kept = {name: cell.findtext(f"{MAIN}v") or "" for name, cell in cells.items()}
        self._known: dict[str, Any] = {}

    def type_in(self, name: str, value: float) -> None:
        """Overwrite an input, as a learner does."""
        assert name not in self.formulas
        self.kept[name] = str(value)
        self._known.clear()

    def value(self, name: str) -> Any:
        """What the cell shows, reckoned anew."""
        if name not in self._known:
            self._known[name] = self._reckoned(name)
        return self._known[name]

    def _reckoned(self, name: str) -> Any:
        if name not in self.formulas:
            return np.float64(self.kept[name])
        text = CELL.sub(r"cell('\1\2')", self.formulas[name]).replace("^", "**")
        words: dict[str, Callable[..., Any]] = {
            "cell": self.value,
            "MIN": min,
            "IF": lambda yes, one, other: one if yes else other,
        }
        with np.errstate(all="ignore"):
            return eval(text, {"__builtins__": {}}, words)


@pytest.mark.parametrize(
    ("acquired", "annual", "factor"), [(60, 46, 1), (80, 30, 3), (0, 0, 1), (40, 100, 2), (25, 60, 3)]
)
def test_every_formula_gives_what_the_simulator_says(acquired: int, annual: int, factor: int) -> None:
    made = BucketChoice(acquired, annual, factor)
    sheet, rows = Sheet(bucket_workbook(START, made, 250.0, "en", "TRY")), play(START, made, 250.0).rows
    for name in sheet.formulas:
        if sheet.kept[name] == "none":
            assert sheet.value(name) == "none"
        else:
            assert sheet.value(name) == pytest.approx(float(sheet.kept[name]), rel=1e-9, abs=1e-6), name
    last = FIRST_ROW + len(rows) - 1
    assert sheet.value(f"E{last}") == pytest.approx(rows["customers"].iloc[-1])
    assert sheet.value(f"H{last}") == pytest.approx(rows["cumulative_margin"].iloc[-1])
    assert sheet.value(f"L{last}") == pytest.approx(rows["customers_unchanged"].iloc[-1])
    assert sheet.value(f"O{last}") == pytest.approx(rows["cumulative_margin_unchanged"].iloc[-1])


def test_inputs_typed_over_lead_to_another_run() -> None:
    sheet = Sheet(bucket_workbook(START, BucketChoice(60, 46, 1), 250.0, "tr", "TRY"))
    typed = (500.0, 10.0, annual_from_monthly(0.02), 2.0, 100.0, 300.0)
    for place, value in enumerate(typed):
        sheet.type_in(f"B{GIVEN_ROW + place}", value)
    # by hand: 500 − 2 % + 10 = 500; then 490 of the old lose 2 %, the 10 of the first year lose 4 %
    assert sheet.value(f"E{FIRST_ROW + 1}") == pytest.approx(500.0)
    assert sheet.value(f"D{FIRST_ROW + 2}") == pytest.approx(490 * 0.02 + 10 * 0.04)
    assert sheet.value(f"G{FIRST_ROW + 1}") == pytest.approx(500 * 100 - 10 * 300)


def test_nothing_but_inputs_and_months_is_a_bare_number() -> None:
    sheet = Sheet(bucket_workbook(START, BucketChoice(60, 46, 1), 250.0, "tr", "TRY"))
    bare = {name for name, text in sheet.kept.items() if name not in sheet.formulas and not name.startswith("A")}
    inputs = {f"{column}{GIVEN_ROW + place}" for column in "BC" for place in range(6)}
    assert inputs <= bare
    assert all(CELL.fullmatch(name) and int(name[1:]) in (4, 17, 18) for name in bare - inputs)  # worded headings


def test_it_speaks_the_readers_language() -> None:
    made = BucketChoice(60, 46, 1)
    words = {
        language: zipfile.ZipFile(io.BytesIO(bucket_workbook(START, made, 250.0, language, "TRY")))
        .read("xl/sharedStrings.xml")
        .decode()
        for language in ("tr", "en")
    }
    assert "36 ay sonraki müşteri sayısı" in words["tr"] and "Customers after 36 months" in words["en"]
    assert "Customers" not in words["tr"]
