"""Orders of a seeded script, and the ways to write them: as text, as a workbook, in a zip; what a file of the corpus is."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter

SEED = 20_240_313
HEADS = ("Fatura No", "Cari Kodu", "Tarih", "Tutar", "Ürün Adı")
FIELDS = ("order_id", "customer_id", "ordered_at", "amount", "product")
PRODUCTS = ("Işıldak", "Çay Şişesi", "Kâğıt", "İğne", "Ölçü Kabı", "Üzüm", "Ğ", "Şeker")
MONTHS = ("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık")
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Row = dict[str, Any]


@dataclass(frozen=True)
class NastyFile:
    """One file: its bytes, the sheet and the rows it must become, what is said of it, and answers where it must ask."""

    title: str
    name: str
    content: bytes
    rows: Sequence[Row]
    sheet: str = "transactions"
    rules: Mapping[str, int | None] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RefusedFile:
    """One file that cannot be read at all, and what must be said of it."""

    title: str
    name: str
    content: bytes
    said: str


def truth(rows: int = 6) -> list[Row]:
    """Orders of which one stands late in its month and one has cents, so that every reading has only one sense."""
    dice = random.Random(SEED + rows)
    made = [
        {
            "order_id": f"F{place:03d}",
            "customer_id": f"{dice.randrange(1, 99):05d}",
            "ordered_at": datetime(2024, 1, 1) + timedelta(days=dice.randrange(360)),
            "amount": Decimal(dice.randrange(1, 9_000_000)) / 100,
            "product": dice.choice(PRODUCTS),
        }
        for place in range(rows)
    ]
    made[0] |= {"ordered_at": datetime(2024, 3, 25), "amount": Decimal("1234.56")}
    return made


def comma(amount: Decimal) -> str:
    """1.234,56"""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def dotted(day: datetime) -> str:
    """25.03.2024"""
    return f"{day:%d.%m.%Y}"


def lines(
    rows: Sequence[Row],
    amount: Callable[[Decimal], str] = comma,
    day: Callable[[datetime], str] = dotted,
    heads: Sequence[str] = HEADS,
    sign: str = ";",
    end: str = "\n",
) -> str:
    """The orders as a text file."""
    body = [
        sign.join((row["order_id"], row["customer_id"], day(row["ordered_at"]), amount(row["amount"]), row["product"]))
        for row in rows
    ]
    return end.join((sign.join(heads), *body, ""))


def book(tables: dict[str, Sequence[Sequence[Any]]], prepare: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook of typed cells."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "default_date_format": "dd.mm.yyyy"}
    with xlsxwriter.Workbook(target, options) as made:
        for name, rows in tables.items():
            sheet = made.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
            if prepare:
                prepare(made, sheet)
    return target.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()
