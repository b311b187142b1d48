"""Adds up: every cell of a template comes back as what it was written for, and its lists hold words that are known."""

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crm_core import intake
from crm_core.intake.fields import SHEET_FIELDS, code_words
from crm_core.intake.templates import FOLDER, SAMPLES
from crm_core.store import Workspace
from crm_core.words import LANGUAGES, Language
from tests.workbooks import tables_of

LONGEST_LIST = 255  # a spreadsheet drops longer lists


def as_read(value: Any, wanted: Any) -> Any:
    """A loaded value in the shape of the sample."""
    if isinstance(wanted, date):
        return value.date() if isinstance(value, datetime) else value
    return Decimal(str(wanted)) == value and wanted if isinstance(value, Decimal) else value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sample_of_a_template_comes_back_as_it_was(empty_workspace: Workspace, language: Language) -> None:
    draft = intake.draft_file(empty_workspace, intake.template_bytes(language), "template.xlsx")
    for tab, (sheet, fields) in zip(draft.sheet.reading.tabs[: len(SHEET_FIELDS)], SHEET_FIELDS.items(), strict=True):
        chosen = intake.answer(draft, "tab", tab)
        result = intake.check(empty_workspace, chosen)
        assert (chosen.sheet.sheet, chosen.sheet.questions, chosen.sheet.unknown_values) == (sheet, (), ())
        is_told = sheet not in ("campaigns", "prices")
        said = [line.rule for line in result.summaries if line.level != "information"]
        assert said == (["template_sample"] if is_told else [])
        (row,) = result.rows().to_pylist()
        wanted = SAMPLES[sheet]
        assert set(wanted) == {item.name for item in fields if item.is_stored}
        assert {name: as_read(row[name], wanted[name]) for name in wanted} == wanted


def test_a_row_written_over_the_sample_is_no_sample(empty_workspace: Workspace) -> None:
    text = "Sipariş No;Müşteri No;Tarih;Tutar;Ürün\nS-1001;0001;04.03.2024;1234,56;{}\n"
    for product, told in (("Çay", True), ("Su", False)):
        draft = intake.draft_file(empty_workspace, text.format(product).encode(), f"{product}.csv")
        rules = {line.rule for line in intake.check(empty_workspace, draft).summaries}
        assert ("template_sample" in rules) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_coded_column_has_a_list_that_a_spreadsheet_keeps(language: Language) -> None:
    with zipfile.ZipFile(io.BytesIO(intake.template_bytes(language))) as book:
        for place, (sheet, fields) in enumerate(SHEET_FIELDS.items(), start=1):
            text = book.read(f"xl/worksheets/sheet{place}.xml").decode()
            lists = re.findall(r"<formula1>&quot;(.*?)&quot;</formula1>|<formula1>\"(.*?)\"</formula1>", text)
            coded = [item for item in fields if item.kind in ("word", "yes") and item.is_stored]
            assert len(lists) == len(coded)
            assert all(len(first or second) <= LONGEST_LIST for first, second in lists)
            sizes = [len((first or second).split(",")) for first, second in lists]
            assert sizes == [
                2 if item.kind == "yes" else len(set(code_words(sheet, item.name).values())) for item in coded
            ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_templates_kept_in_the_repository_are_those_of_today(language: Language) -> None:
    kept = (FOLDER / f"template-{language}.xlsx").read_bytes()
    assert tables_of(kept) == tables_of(intake.template_bytes(language))
