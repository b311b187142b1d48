"""Rows with findings as a workbook to mend outside: the rows as they stand, their reasons, and where they belong."""

import io

import xlsxwriter

from crm_core.exports import harmless
from crm_core.intake.checking import CheckResult, rows_with_reasons
from crm_core.intake.drafts import Draft
from crm_core.intake.returned_rows import MARKER, ROW
from crm_core.words import Language, mark, translate


def error_workbook(result: CheckResult, draft: Draft, language: Language) -> bytes:
    """An XLSX whose mended copy continues the draft when it is brought back; every cell is text, as in the file."""
    rows = harmless(rows_with_reasons(result, draft, language))
    numbers, reasons = rows.iloc[:, 0].astype(str), rows.iloc[:, -1]
    cells = rows.iloc[:, 1 : 1 + len(draft.sheet.file_headings)]
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(translate(mark("Rows with findings"), language)[:31])
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1})
        width = len(cells.columns)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, 10)
        sheet.set_column(2, width + 1, 18, text)
        sheet.set_column(width + 2, width + 2, 60)
        headings = [MARKER, ROW, *draft.sheet.file_headings, translate(mark("Reason"), language)]
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        sheet.write_comment(0, 1, translate(mark("Row in the file"), language))
        for place, (number, reason) in enumerate(zip(numbers, reasons, strict=True), start=1):
            sheet.write_string(place, 0, draft.draft_id)
            sheet.write_string(place, 1, number)
            for column, cell in enumerate(cells.iloc[place - 1].tolist(), start=2):
                sheet.write_string(place, column, str(cell), text)
            sheet.write_string(place, width + 2, str(reason))
        sheet.freeze_panes(1, 2)
    return target.getvalue()
