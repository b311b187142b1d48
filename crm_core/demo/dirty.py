"""Dirty rows for the import to find: the shares of the specification of the scenarios, each listed with file, row and kind.

Works on the sheets as text, as a spreadsheet would hold them. Refuses to spoil a cell twice.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from crm_core.demo.calendar import LAST_DAY

Found = list[tuple[str, pd.Index, str]]

EXCEL_START = pd.Timestamp(1899, 12, 30)
NO_SUCH_CUSTOMER = "M99999"
CUSTOMER_COUNT_LIMIT = 99999


def as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text: ISO dates, decimal points, true and false; an empty cell is an empty text."""
    return pd.DataFrame({name: _text(_column(rows, name)) for name in rows.columns})


def with_dirt(
    sheets: Mapping[str, pd.DataFrame], generator: np.random.Generator
) -> tuple[dict[str, pd.DataFrame], list[dict[str, Any]]]:
    """The sheets as text with dirty rows, and the list of them: file, row (heading included) and kind."""
    text = {sheet: as_text(rows) for sheet, rows in sheets.items()}
    found: Found = []
    text["customers"] = _customers(text["customers"], generator, found)
    text["transactions"] = _transactions(text["transactions"], sheets["transactions"], generator, found)
    text["interactions"] = _interactions(text["interactions"], sheets["interactions"], generator, found)
    text["surveys"] = _surveys(text["surveys"], sheets["surveys"], generator, found)
    places = {sheet: pd.Series(np.arange(2, len(rows) + 2), index=rows.index) for sheet, rows in text.items()}
    listed = [
        {"file": f"{sheet}.csv", "row": int(row), "kind": kind}
        for sheet, labels, kind in found
        for row in places[sheet].loc[labels]
    ]
    return {sheet: rows.reset_index(drop=True) for sheet, rows in text.items()}, listed


def _customers(rows: pd.DataFrame, generator: np.random.Generator, found: Found) -> pd.DataFrame:
    """Near-duplicate names (1 %): the same customer again under a new number, spelt a little differently."""
    doubled = rows.loc[_sample(rows.index, 0.01, generator)].copy()
    doubled["customer_id"] = [f"M{CUSTOMER_COUNT_LIMIT - 1 - place:05d}" for place in range(len(doubled))]
    doubled["name"] = [_misspelt(name, place % 3) for place, name in enumerate(doubled["name"])]
    doubled.index = doubled.index + 0.5
    found.append(("customers", doubled.index, "near-duplicate name"))
    return pd.concat([rows, doubled]).sort_index(kind="stable")


def _transactions(
    text: pd.DataFrame, typed: pd.DataFrame, generator: np.random.Generator, found: Found
) -> pd.DataFrame:
    text = text.copy()

    def mark_rows(kind: str, labels: pd.Index) -> pd.Index:
        found.append(("transactions", labels, kind))
        return labels

    strange = generator.permutation(text.index)
    cuts = np.cumsum([round(len(text) * share) for share in (0.005, 0.005, 0.02, 0.002)])
    missing, orphan, returned, future = (pd.Index(part) for part in np.split(strange, cuts)[:4])
    text.loc[mark_rows("missing customer number", missing), "customer_id"] = ""
    text.loc[mark_rows("unknown customer number", orphan), "customer_id"] = NO_SUCH_CUSTOMER
    money = typed.loc[:, ["amount", "cost"]].astype(float)
    money.loc[mark_rows("negative amount", returned)] *= -1.0
    ordered = _column(typed, "ordered_at").copy()
    ordered.loc[mark_rows("future date", future)] = pd.Timestamp(LAST_DAY + timedelta(days=400))
    turkish = mark_rows("Turkish number", _sample(text.index, 0.20, generator))
    for name in money:
        text[name] = _text(_column(money, name))
        text.loc[turkish, name] = [_turkish_number(value) for value in money.loc[turkish, name]]
    text["ordered_at"] = _text(ordered)
    shuffled = generator.permutation(text.index)
    cuts = np.cumsum([round(len(text) * share) for share in (0.30, 0.02, 0.05)])
    dotted, serial, slashed = (pd.Index(part) for part in np.split(shuffled, cuts)[:3])
    text.loc[mark_rows("date dd.mm.yyyy", dotted), "ordered_at"] = ordered.loc[dotted].dt.strftime("%d.%m.%Y")
    text.loc[mark_rows("date dd/mm/yyyy", slashed), "ordered_at"] = ordered.loc[slashed].dt.strftime("%d/%m/%Y")
    serials = (ordered.loc[serial].dt.normalize() - EXCEL_START).dt.days
    text.loc[mark_rows("Excel serial date", serial), "ordered_at"] = serials.astype(str)
    text.loc[mark_rows("blank category", _sample(text.index, 0.02, generator)), "category"] = ""
    doubled = text.loc[_sample(text.index, 0.01, generator)].copy()
    doubled.index = doubled.index + 0.5
    mark_rows("exact duplicate", doubled.index)
    return pd.concat([text, doubled]).sort_index(kind="stable")


def _interactions(
    text: pd.DataFrame, typed: pd.DataFrame, generator: np.random.Generator, found: Found
) -> pd.DataFrame:
    """Cases solved before they were opened (.5 % of all rows, taken from those with both moments)."""
    text = text.copy()
    opened, resolved = _column(typed, "opened_at"), _column(typed, "resolved_at")
    both = typed.index[opened.notna() & resolved.notna()]
    labels = _sample(both, min(1.0, 0.005 * len(text) / len(both)), generator)
    text.loc[labels, "resolved_at"] = _text(opened.loc[labels] - pd.Timedelta(days=2))
    found.append(("interactions", labels, "resolved before opened"))
    return text


def _surveys(text: pd.DataFrame, typed: pd.DataFrame, generator: np.random.Generator, found: Found) -> pd.DataFrame:
    """Scores outside the scale (.3 % of answers) and satisfaction asked on 1 to 10 instead of 1 to 5 (1 %)."""
    text = text.copy()
    score, largest = _column(typed, "score"), _column(typed, "scale_max")
    answered = typed.index[score.notna()]
    outside = _sample(answered, 0.003, generator)
    text.loc[outside, "score"] = _text(largest.loc[outside] + 4.0)
    found.append(("surveys", outside, "score outside the scale"))
    rated = answered[(_column(typed, "kind").loc[answered] == "csat") & ~answered.isin(outside)]
    ten = _sample(rated, min(1.0, 0.01 * len(answered) / len(rated)), generator)
    text.loc[ten, "score"] = _text(score.loc[ten] * 2.0)
    text.loc[ten, "scale_max"] = "10"
    found.append(("surveys", ten, "scale 1 to 10"))
    return text


def _sample(labels: pd.Index, share: float, generator: np.random.Generator) -> pd.Index:
    """That share of the labels, in their order."""
    chosen = generator.permutation(len(labels))[: round(len(labels) * share)]
    return labels[np.sort(chosen)]


def _misspelt(name: str, way: int) -> str:
    """The name as a second clerk would type it."""
    if way == 0:
        return name.replace(" ", "  ") + " "
    if way == 1:
        return name.replace("i", "ı") if "i" in name else name.replace("ı", "i")
    return name.upper().replace("İ", "I")


def _turkish_number(value: float) -> str:
    """``1234.5`` as ``1.234,50``."""
    return f"{value:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def _column(rows: pd.DataFrame, name: str) -> pd.Series:
    return pd.Series(rows[name])


def _text(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.BooleanDtype) or column.dtype == bool:
        return column.map({True: "true", False: "false"}).astype("str").fillna("")
    if pd.api.types.is_datetime64_any_dtype(column):
        has_hours = bool((column.dropna() != column.dropna().dt.normalize()).any())
        return column.dt.strftime("%Y-%m-%d %H:%M" if has_hours else "%Y-%m-%d").astype("str").fillna("")
    if pd.api.types.is_float_dtype(column):
        return column.map(lambda value: "" if pd.isna(value) else f"{value:.10g}").astype("str")
    return column.astype("str").fillna("")
