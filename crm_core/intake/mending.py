"""The rows that an error keeps out, ready to be mended in place: their cells, their row numbers, their reasons."""

from typing import Any

import pandas as pd
import pyarrow.compute

from crm_core.intake.checking import CheckResult
from crm_core.intake.drafts import Draft
from crm_core.intake.findings import RULES
from crm_core.words import Language, translate

pc: Any = pyarrow.compute

ROW_NUMBER, REASON = "row_number", "reason"


def rows_to_mend(
    result: CheckResult, draft: Draft, language: Language, limit: int = 50, first: int = 0
) -> pd.DataFrame:
    """Rows with errors, from the ``first`` on: ``row_number``, one column per heading of the file, ``reason`` in words."""
    table = result.all_findings()
    errors = table.filter(pc.and_(pc.is_valid(table.column("row_number")), pc.equal(table.column("level"), "error")))
    numbers = pc.unique(errors.sort_by("row_number").column("row_number")).slice(first, limit)
    headings = draft.sheet.fed
    reasons: dict[int, list[str]] = {}
    for found in errors.filter(pc.is_in(errors.column("row_number"), numbers)).to_pylist():
        text, where = translate(RULES[found["rule"]].text, language), headings.get(found["field"] or "")
        reasons.setdefault(found["row_number"], []).append(f"{where}: {text}" if where else text)
    cells = draft.cells()
    shown = cells.filter(pc.is_in(cells.column("row_number"), numbers)).sort_by("row_number").to_pandas()
    frame = shown.iloc[:, : len(draft.sheet.file_headings)].set_axis(list(draft.sheet.file_headings), axis="columns")
    frame.insert(0, ROW_NUMBER, shown["row_number"])
    frame[REASON] = ["; ".join(reasons[number]) for number in shown["row_number"]]
    return frame.reset_index(drop=True)


def error_rows(result: CheckResult) -> int:
    """How many rows an error of the file keeps out."""
    table = result.all_findings()
    is_error = pc.and_(pc.is_valid(table.column("row_number")), pc.equal(table.column("level"), "error"))
    return pc.count_distinct(table.filter(is_error).column("row_number")).as_py()


def cell_fixes(before: pd.DataFrame, after: pd.DataFrame, first: int, emptied: str) -> dict[str, str]:
    """One fix for every cell that was changed in the grid, numbered from ``first`` on."""
    made: dict[str, str] = {}
    for heading in before.columns.drop([ROW_NUMBER, REASON]):
        pairs = zip(before[ROW_NUMBER], before[heading], after[heading], strict=True)
        for row, old, new in pairs:
            text = "" if pd.isna(new) else str(new)
            if text != old:
                made[f"fix.{first + len(made)}.row{row}.{heading}"] = text or emptied
    return made
