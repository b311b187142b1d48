"""Lists of sentences as tables that show each of them whole; a long one is rolled within its own height."""

from typing import Literal

import pandas as pd
import streamlit as st

from crm_core.screen.as_written import as_written

ROWS_IN_SIGHT, TALLEST = 8, 420


def rolled_table(rows: pd.DataFrame, alt: str) -> None:
    """Few rows as they are; many within ``TALLEST`` pixels. A grid would cut its sentences at the border of a cell."""
    _table(rows, alt, TALLEST if len(rows) > ROWS_IN_SIGHT else "content")


def whole_table(rows: pd.DataFrame, alt: str) -> None:
    """All rows one below the other."""
    _table(rows, alt, "content")


def _table(rows: pd.DataFrame, alt: str, height: int | Literal["content"]) -> None:
    """Cells are texts, and what a file says in them is no Markdown."""
    st.table(rows.map(as_written), hide_index=True, border="horizontal", height=height, alt=alt)
