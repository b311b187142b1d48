"""By hand: what leaves the house names its sheets as it is told, says what it is of, and runs nothing."""

import io

import fastexcel
import pandas as pd
import pytest

from crm_core.exports import harmless, xlsx_bytes


def test_sheets_carry_the_readers_words_and_the_notes() -> None:
    rows = pd.DataFrame({"Müşteri": ["A", "=1+1"], "Değer": [1.5, 2.0]})
    book = fastexcel.read_excel(io.BytesIO(xlsx_bytes(rows, ("2024", "31 Aralık 2024"), ("veri", "bilgi"))).getvalue())
    assert book.sheet_names == ["veri", "bilgi"]
    assert book.load_sheet("veri").to_pandas()["Müşteri"].tolist() == ["A", "'=1+1"]
    assert book.load_sheet("bilgi", header_row=None).to_pandas().iloc[:, 0].tolist() == ["2024", "31 Aralık 2024"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(sign: str) -> None:
    rows = pd.DataFrame({"name": [f"{sign}cmd", "plain"], "amount": [-1.0, 2.0]})
    assert harmless(rows)["name"].tolist() == [f"'{sign}cmd", "plain"]
    assert harmless(rows)["amount"].tolist() == [-1.0, 2.0]
