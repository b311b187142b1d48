"""A long list of sentences as a table that shows each of them whole and is rolled within its own height."""

import pandas as pd
import streamlit as st

ROWS_IN_SIGHT, TALLEST = 8, 420


def rolled_table(rows: pd.DataFrame, alt: str) -> None:
    """Few rows as they are; many within ``TALLEST`` pixels. A grid would cut its sentences at the border of a cell."""
    height = TALLEST if len(rows) > ROWS_IN_SIGHT else "content"
    st.table(rows, hide_index=True, border="horizontal", height=height, alt=alt)
