"""How the file of a load was understood, in words: letters, separator, headings, and what each column fed."""

import json
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.numbers import NOTHING
from crm_core.screen.import_columns import READ_AS
from crm_core.screen.import_steps import ENCODING_WORDS, SEPARATOR_WORDS
from crm_core.screen.state import t


def understood(row: Any) -> None:
    """A line for the file and a table for its columns; a load that came from no file says so."""
    kept = json.loads(row.understood)
    if not kept.get("columns"):
        st.caption(t("This load came from no file: it was entered here or made up for a demo."))
        return
    st.markdown(" · ".join(_file_words(kept)))
    names = {item.name: item.label for item in intake.SHEET_FIELDS[row.sheet]}
    choices = kept.get("choices", {})
    lines = [
        {
            t("Column of the file"): heading,
            t("Field"): t(names[name]) if name in names else _attribute(choices, heading),
            t("Read as"): _read_as(kept, heading),
        }
        for heading, name in kept["columns"].items()
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="understood", alt=t("How the file was understood"))


def _file_words(kept: dict[str, Any]) -> list[str]:
    encoding, separator = kept.get("encoding") or "", kept.get("separator") or ""
    said = []
    if encoding:
        said.append(t("letters: {how}", how=t(str(ENCODING_WORDS.get(encoding, encoding)))))
    if separator:
        said.append(t("separator: {how}", how=t(str(SEPARATOR_WORDS.get(separator, separator)))))
    if kept.get("tab"):
        said.append(t("sheet of the workbook: {tab}", tab=kept["tab"]))
    heading_row = kept.get("heading_row")
    said.append(t("headings in row {row}", row=str(heading_row)) if heading_row else t("without headings"))
    return said


def _attribute(choices: dict[str, str], heading: str) -> str:
    """The attribute that the column was kept as, else that it was not stored."""
    said = choices.get(f"map.{heading}") or choices.get(f"used.map.{heading}") or ""
    name = said.removeprefix(intake.PREFIX)
    return t("attribute {name}", name=name) if name != said else t("– not stored –")


def _read_as(kept: dict[str, Any], heading: str) -> str:
    code = kept.get("decimal_marks", {}).get(heading) or kept.get("date_orders", {}).get(heading)
    return t(READ_AS[code]) if code in READ_AS else NOTHING
