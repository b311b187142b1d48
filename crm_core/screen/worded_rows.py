"""Rows as a table shows them: values to sort by, and the words that stand in the cells. Refuses to style.

``pandas.Styler`` makes markup for every cell, of which Streamlit reads nothing but the words: half the time of a click on
most pages. Here the words are made column by column, and handed on where Streamlit asks for them.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from crm_core.numbers import NOTHING


def worded_rows(values: Mapping[str, pd.Series], words: Mapping[str, Callable[[Any], str]]) -> Styler:
    """The columns under their headings for ``st.dataframe``: sorted by their values, shown in their words."""
    rows = pd.DataFrame(dict(values))
    texts = pd.DataFrame({name: _column_words(column, words[name]) for name, column in values.items()})
    shown = Styler(rows)
    vars(rows)["astype"] = lambda _: texts  # what Streamlit takes for the cells' words, before it looks for markup
    vars(shown)["_translate"] = lambda *_: {}  # the markup: none
    return shown


def _column_words(column: pd.Series, word: Callable[[Any], str]) -> list[str]:
    return [NOTHING if is_missing else word(value) for value, is_missing in zip(column, column.isna(), strict=True)]
