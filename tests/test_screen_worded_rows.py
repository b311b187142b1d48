"""Adds up: the words that a table sends to the browser are those that pandas' own Styler would send, and so are the values."""

from typing import Any

import pandas as pd
import pytest
from streamlit.dataframe_util import convert_anything_to_pandas_df, convert_arrow_bytes_to_pandas_df, is_pandas_styler
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from crm_core.numbers import NOTHING, day_text, money_text, number_text
from crm_core.screen.worded_rows import worded_rows

COLUMNS: dict[str, tuple[list[Any], Any]] = {
    "Number": (["C1", "C2", None], str),
    "Orders": ([1, 20_000, 3], lambda value: number_text(value, "tr")),
    "Value": ([-12.5, float("nan"), 1234.56], lambda value: money_text(value, "TRY", "tr")),
    "Last": (
        [pd.Timestamp(2024, 1, 31), pd.NaT, pd.Timestamp(2023, 5, 1)],
        lambda value: day_text(value, "tr"),
    ),
    "Early": ([True, False, True], lambda value: "evet" if value else "hayır"),
}


@pytest.fixture
def values() -> dict[str, pd.Series]:
    return {name: pd.Series(column) for name, (column, _) in COLUMNS.items()}


def sent(shown: Any) -> pd.DataFrame:
    """The words of the cells as the browser gets them."""
    message = ArrowData()
    marshall_styler(message, shown, "1")
    return convert_arrow_bytes_to_pandas_df(message.styler.display_values)


def test_the_words_are_those_of_the_styler(values: dict[str, pd.Series]) -> None:
    words = {name: word for name, (_, word) in COLUMNS.items()}
    styled = pd.DataFrame(values).style.format(words, na_rep=NOTHING)
    pd.testing.assert_frame_equal(sent(worded_rows(values, words)), sent(styled))


def test_a_table_is_still_sorted_by_its_values(values: dict[str, pd.Series]) -> None:
    shown = worded_rows(values, {name: word for name, (_, word) in COLUMNS.items()})
    assert is_pandas_styler(shown)
    kept = convert_anything_to_pandas_df(shown)
    pd.testing.assert_frame_equal(pd.DataFrame(kept), pd.DataFrame(values))
    assert kept.sort_values("Value")["Number"].tolist()[0] == "C1"


def test_no_rows_have_no_words() -> None:
    shown = worded_rows({"Orders": pd.Series([], dtype=int)}, {"Orders": str})
    assert sent(shown).empty
