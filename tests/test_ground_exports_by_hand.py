"""By hand: a workbook that leaves the house names its sheets as it is told and says what it is of on the second."""

import io

import fastexcel
import pandas as pd

from crm_core.exports import xlsx_bytes


def test_sheets_carry_the_readers_words_and_the_notes() -> None:
    rows = pd.DataFrame({"Müşteri": ["A", "=1+1"], "Değer": [1.5, 2.0]})
    book = fastexcel.read_excel(io.BytesIO(xlsx_bytes(rows, ("2024", "31 Aralık 2024"), ("veri", "bilgi"))).getvalue())
    assert book.sheet_names == ["veri", "bilgi"]
    assert book.load_sheet("veri").to_pandas()["Müşteri"].tolist() == ["A", "'=1+1"]
    assert book.load_sheet("bilgi", header_row=None).to_pandas().iloc[:, 0].tolist() == ["2024", "31 Aralık 2024"]
