"""Workbooks as analysts really have them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.nasty_rows import FIELDS, HEADS, NastyFile, Row, book, comma, dotted, lines, truth, zipped


def books() -> list[NastyFile]:
    rows = truth(12)
    typed = [[row[name] if name != "amount" else float(row[name]) for name in FIELDS] for row in rows]
    texts = [
        [row["order_id"], row["customer_id"], dotted(row["ordered_at"]), comma(row["amount"]), row["product"]]
        for row in rows
    ]
    coded = [row | {"order_id": str(place), "customer_id": str(place + 5)} for place, row in enumerate(rows, start=1)]
    floats = [[place, place + 5.0, *cells[2:]] for place, cells in enumerate(typed, start=1)]
    total = ["GENEL TOPLAM", "", "", float(sum(row["amount"] for row in rows)), ""]

    def merged(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 4, "Satış Dökümü")

    def failed(_: Any, sheet: Any) -> None:
        sheet.write_formula(len(rows) + 1, 3, "=1/0", None, "#DIV/0!")

    def hidden(_: Any, sheet: Any) -> None:
        if sheet.get_name() == "Gizli":
            sheet.hide()

    def over_rows(_: Any, sheet: Any) -> None:
        sheet.merge_range(2, 1, 4, 1, rows[1]["customer_id"])

    gaps = [[*cells[:1], None, *cells[2:]] if place in (2, 3) else cells for place, cells in enumerate(typed)]
    mixed = [[*cells[:3], comma(rows[n]["amount"]) if n % 2 else cells[3], cells[4]] for n, cells in enumerate(typed)]
    doubtful = ["F100", "00007", datetime(2024, 5, 20), "1.300", "Çay"]
    extra: Row = dict(zip(FIELDS, [*doubtful[:3], Decimal(1300), "Çay"], strict=True))
    one_buyer = [row | {"customer_id": rows[1]["customer_id"]} if n in (2, 3) else row for n, row in enumerate(rows)]
    lost = ["X1", "1", datetime(2024, 5, 20), None, "Çay"]
    plain = book({"Satış": [HEADS, *typed]})
    return [
        NastyFile("a workbook of typed cells", "tipli.xlsx", plain, rows),
        NastyFile("a workbook of texts", "metin.xlsx", book({"Satış": [HEADS, *texts]}), rows),
        NastyFile("numbers and texts in one column", "karışık.xlsx", book({"Satış": [HEADS, *mixed]}), rows),
        NastyFile(
            "a text among numbers that reads two ways",
            "iki anlam.xlsx",
            book({"Satış": [HEADS, *typed, doubtful]}),
            [*rows, extra],
            answers={"decimal.Tutar": "comma"},
        ),
        NastyFile("codes typed as numbers", "sayı kod.xlsx", book({"Satış": [HEADS, *floats]}), coded),
        NastyFile("merged title cells", "birleşik.xlsx", book({"S": [[""], [], HEADS, *typed]}, merged), rows),
        NastyFile(
            "a customer merged over rows",
            "birleşik2.xlsx",
            book({"S": [HEADS, *gaps]}, over_rows),
            one_buyer,
            rules={"merged_down": 1},
        ),
        NastyFile(
            "empty sheets beside the table",
            "boş sayfa.xlsx",
            book({"Boş": [], "S": [HEADS, *typed], "Sayfa3": []}),
            rows,
            rules={"other_tabs": None},
        ),
        NastyFile(
            "a total in a workbook", "toplam.xlsx", book({"S": [HEADS, *typed, total]}), rows, rules={"total_rows": 1}
        ),
        NastyFile(
            "a failed formula", "formül.xlsx", book({"S": [HEADS, *typed, lost]}, failed), rows, rules={"unreadable": 1}
        ),
        NastyFile(
            "a hidden sheet",
            "gizli.xlsx",
            book({"S": [HEADS, *typed], "Gizli": [["x"]]}, hidden),
            rows,
            rules={"hidden_tabs": 1},
        ),
        NastyFile(
            "a table that begins further right",
            "sağda.xlsx",
            book({"S": [[""], *([None, *r] for r in (HEADS, *typed))]}),
            rows,
        ),
        NastyFile(
            "a zip of one file",
            "paket.zip",
            zipped({"klasör/satış.csv": lines(rows).encode("cp1254"), "__MACOSX/._a": b"x"}),
            rows,
        ),
        NastyFile("a zip of a workbook", "kitap.zip", zipped({"satış.xlsx": plain}), rows),
    ]
