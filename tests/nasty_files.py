"""Files as analysts really have them, made by a seeded script, each with the exact cells that it must be read as."""

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


def nasty_files() -> list[NastyFile]:
    """Every file of the corpus that holds a table."""
    return [
        *encodings(),
        *shapes(),
        *numbers(),
        *days(),
        *cells(),
        *quotations(),
        *tables_with_errors(),
        *books(),
        *sheets(),
        *doubts(),
    ]


def encodings() -> list[NastyFile]:
    rows = truth()
    text = lines(rows)
    coded = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254", "iso8859-9")
    found = [NastyFile(f"written in {code}", f"{code}.csv", text.encode(code), rows) for code in coded]
    short = truth(1)
    found.append(NastyFile("a very short file in windows-1254", "kısa.csv", lines(short).encode("cp1254"), short))
    sweets = [row | {"product": "Işıl şekeri"} for row in rows]
    head, *body = lines(sweets).splitlines(keepends=True)
    coded_so = {3: "cp1254", 5: "cp1254"}
    both = head.encode() + b"".join(line.encode(coded_so.get(place, "utf-8")) for place, line in enumerate(body))
    found.append(NastyFile("letters of two encodings", "iki.csv", both, sweets, rules={"stray_letter": 2}))
    western = [row | {"product": "Crème brûlée"} for row in rows]
    heads = ("invoice no", "customer", "date", "amount", "product")
    found.append(NastyFile("written in latin-1", "latin.csv", lines(western, heads=heads).encode("latin-1"), western))
    return found


def shapes() -> list[NastyFile]:
    rows = truth(7)
    text = lines(rows)
    first, *body = text.splitlines(keepends=True)
    mixed = first[:-1] + "\r\n" + "".join(line if place % 2 else line[:-1] + "\r\n" for place, line in enumerate(body))
    titles = "ÖRNEK LTD. ŞTİ.;;;;\nSatış Dökümü 2024;;;;\n;;;;\n"
    total = f";;;{comma(sum((row['amount'] for row in rows), Decimal()))};\n"
    in_between = "".join(body[:3]) + f";ARA TOPLAM{total[1:]}" + "".join(body[3:])
    page = f"Sayfa {{0}}/2;;;;\n{titles}{first}"
    pages = titles + first + "".join(body[:3]) + page.format(1) + "".join(body[3:]) + "Sayfa 2/2\n"
    upper = tuple(head.replace("i", "İ").upper() for head in HEADS)
    english = ("Invoice No", "Customer Code", "Order Date", "Amount", "Product")
    quoted = "\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in text.splitlines())
    made = {
        "a tab between cells": lines(rows, sign="\t"),
        "a bar between cells": lines(rows, sign="|"),
        "a comma between cells": lines(rows, amount=lambda value: f'"{value:,.2f}"', sign=","),
        "line ends of Windows": text.replace("\n", "\r\n"),
        "line ends of the old Mac": text.replace("\n", "\r"),
        "mixed line ends": mixed,
        "no line end at the end": text[:-1],
        "empty lines at the end": text + "\n\n;;;;\n",
        "title rows above": titles + text,
        "a title without cells above": "Satış Listesi\n\n" + text,
        "a grand total below": text + f"GENEL TOPLAM{total}",
        "totals in between": first + in_between + f"TOPLAM{total}",
        "printed pages": pages,
        "an English total": text + f"Grand Total{total}",
        "headings in capitals": lines(rows, heads=upper),
        "headings without Turkish letters": lines(rows, heads=("FATURA_NO", "CARI_KOD", "TARIH", "TUTAR", "URUN_ADI")),
        "English headings": lines(rows, heads=english),
        "headings with needless blanks": lines(rows, heads=tuple(f"  {head.replace(' ', '   ')} " for head in HEADS)),
        "everything in quotation marks": quoted,
        "columns in another order": reordered(text),
        "an empty column at the end": text.replace("\n", ";\n"),
        "an empty column at the beginning": "".join(f";{line}" for line in text.splitlines(keepends=True)),
    }
    endings = {"a tab between cells": "tsv", "a bar between cells": "txt"}
    totals = {"a grand total below": 1, "totals in between": 2, "an English total": 1}
    return [
        NastyFile(
            title,
            f"{title}.{endings.get(title, 'csv')}",
            content.encode(),
            rows,
            rules={"total_rows": totals[title]}
            if title in totals
            else {"printed_rows": 5 if title == "printed pages" else None},
        )
        for title, content in made.items()
    ]


def reordered(text: str) -> str:
    """The columns from last to first."""
    return "\n".join(";".join(reversed(line.split(";"))) for line in text.splitlines()) + "\n"


def numbers() -> list[NastyFile]:
    rows = truth(8)
    below = [row | {"amount": -row["amount"]} for row in rows]
    whole = [row | {"amount": Decimal(int(row["amount"]))} for row in rows]
    blank = "\u00a0"
    made: dict[str, tuple[str, list[Row]]] = {
        "decimal comma": (lines(rows), rows),
        "decimal point and grouping commas": (lines(rows, amount=lambda value: f"{value:,.2f}"), rows),
        "decimal point alone": (lines(rows, amount=str), rows),
        "decimal comma alone": (lines(rows, amount=lambda value: str(value).replace(".", ",")), rows),
        "brackets for below zero": (lines(rows, amount=lambda value: f"({comma(value)})"), below),
        "a minus before": (lines(below, amount=comma), below),
        "the sign of the lira": (lines(rows, amount=lambda value: f"₺{comma(value)}"), rows),
        "TL behind": (lines(rows, amount=lambda value: f"{comma(value)} TL"), rows),
        "a hard blank before TRY": (lines(rows, amount=lambda value: f"{comma(value)}{blank}TRY"), rows),
        "blanks between thousands": (lines(rows, amount=lambda value: comma(value).replace(".", blank)), rows),
        "a plus before": (lines(rows, amount=lambda value: f"+{comma(value)}"), rows),
        "whole numbers": (lines(whole, amount=lambda value: str(value)), whole),
    }
    found = [NastyFile(title, f"{title}.csv", text.encode(), told) for title, (text, told) in made.items()]
    heads = ("Fatura No", "Cari Kodu", "Tarih", "Tutar", "Ürün Adı", "İskonto")
    text = lines(rows, heads=heads).splitlines()
    rates = ("%12,5", "%0", "%5", "10", "%100", "", "%7,25", "%1")
    told = ("0.125", "0", "0.05", "10", "1", None, "0.0725", "0.01")
    shown = "\n".join([text[0], *(f"{line};{rate}" for line, rate in zip(text[1:], rates, strict=True))])
    read = [row | {"discount": None if rate is None else Decimal(rate)} for row, rate in zip(rows, told, strict=True)]
    return [*found, NastyFile("per cent in a column of money", "iskonto.csv", shown.encode(), read)]


def days() -> list[NastyFile]:
    rows = truth(9)
    timed = [
        row | {"ordered_at": row["ordered_at"] + timedelta(hours=9, minutes=5 + place)}
        for place, row in enumerate(rows)
    ]
    made: dict[str, tuple[Callable[[datetime], str], list[Row]]] = {
        "days with points": (dotted, rows),
        "ISO days": (lambda day: f"{day:%Y-%m-%d}", rows),
        "days with slashes, day first": (lambda day: f"{day.day}/{day.month}/{day.year}", rows),
        "days with slashes, month first": (lambda day: f"{day.month}/{day.day}/{day.year}", rows),
        "days with dashes": (lambda day: f"{day:%d-%m-%Y}", rows),
        "years of two digits": (lambda day: f"{day:%d.%m.%y}", rows),
        "Turkish months": (lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}", rows),
        "Turkish months in capitals": (lambda day: f"{day.day} {capital(MONTHS[day.month - 1])} {day.year}", rows),
        "short Turkish months": (lambda day: f"{day.day:02d} {MONTHS[day.month - 1][:3]} {day.year}", rows),
        "English months": (lambda day: f"{day.day}-{ENGLISH[day.month - 1]}-{day.year}", rows),
        "day numbers of a spreadsheet": (lambda day: str((day - datetime(1899, 12, 30)).days), rows),
        "eight digits": (lambda day: f"{day:%Y%m%d}", rows),
        "days with times": (lambda day: f"{day:%d.%m.%Y %H:%M}", timed),
        "ISO moments": (lambda day: f"{day:%Y-%m-%dT%H:%M:%S}", timed),
        "times with a zone": (lambda day: f"{day:%Y-%m-%dT%H:%M:%S}+03:00", timed),
        "half days": (lambda day: f"{day:%d/%m/%Y %I:%M %p}", timed),
    }
    return [
        NastyFile(title, f"{title}.csv", lines(told, day=said).encode(), told) for title, (said, told) in made.items()
    ]


def capital(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def cells() -> list[NastyFile]:
    rows = truth(10)
    long = "1234567890123456789012"
    odd = {
        "blanks around cells": ("  Çay  ", "Çay"),
        "hard blanks around cells": ("\u00a0Çay\u00a0", "Çay"),
        "a separator in quotation marks": ('"Çay; demli"', "Çay; demli"),
        "quotation marks in quotation marks": ('"12"" boru"', '12" boru'),
        "a line break in a cell": ('"Çay\ndemli"', "Çay\ndemli"),
        "a formula in a text": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        "letters of other languages": ("漢字 😀 Ω", "漢字 😀 Ω"),
        "a word like a missing value": ("Yok", "Yok"),
    }
    found = []
    for title, (said, told) in odd.items():
        changed = [row | {"product": said} for row in rows]
        read = [row | {"product": told} for row in rows]
        found.append(NastyFile(title, f"{title}.csv", lines(changed).encode(), read))
    zeros = [row | {"order_id": f"000{place}", "customer_id": long + str(place)} for place, row in enumerate(rows)]
    found.append(NastyFile("leading zeros and long codes", "kodlar.csv", lines(zeros).encode(), zeros))
    wide = lines(rows, heads=(*HEADS, *(f"Ek {place}" for place in range(295))))
    head, *body = wide.splitlines()
    found.append(
        NastyFile("300 columns", "geniş.csv", "\n".join([head, *(b + ";x" * 295 for b in body)]).encode(), rows)
    )
    huge = [rows[0] | {"product": "ş" * 10_000_000}, *rows[1:]]
    found.append(NastyFile("a cell of ten million letters", "uzun.csv", lines(huge).encode(), huge))
    twice = lines(rows, heads=(*HEADS, "Tutar", ""))
    head, *body = twice.splitlines()
    doubled = "\n".join([head, *(f"{line};7;not" for line in body)])
    found.append(NastyFile("headings twice and empty", "çift.csv", doubled.encode(), rows))
    return found


def quotations() -> list[NastyFile]:
    """Quotation marks without a partner, apostrophes in their place, zero bytes: no row and no letter is lost."""
    rows = truth(40)

    def changed(products: dict[int, str]) -> list[Row]:
        return [row | {"product": products.get(place, row["product"])} for place, row in enumerate(rows)]

    def found(title: str, text: str, told: list[Row], rule: str = "open_quotation", count: int = 1) -> NastyFile:
        return NastyFile(title, f"{title}.csv", text.encode(), told, rules={rule: count})

    one, two = changed({5: '"12 boru'}), changed({5: '"12 boru', 6: '"14 boru', 30: '"16 boru'})
    mixed = changed({3: "Çay\ndemli", 9: "a; b", 20: '"12 boru'})
    above = changed({0: '"12 boru', 20: "a; b"})
    said = lines(mixed).replace("Çay\ndemli", '"Çay\ndemli"').replace("a; b", '"a; b"')
    quoted = "\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in lines(rows).splitlines())
    lost = quoted.replace(f'{comma(rows[8]["amount"])}"', comma(rows[8]["amount"]), 1)
    closed = quoted.replace(f'"{rows[8]["product"]}"\n"F009"', f'"{rows[8]["product"]}\n"F009"', 1)
    open_cell = rows[8] | {"product": f'"{rows[8]["product"]}'}
    apostrophes = "\n".join(";".join(f"'{cell}'" for cell in line.split(";")) for line in lines(rows).splitlines())
    zero = lines(rows).replace("F005", "F0\x0005").encode()
    return [
        found("a mark without a partner", lines(one), one),
        found("marks without partners, rows between them", lines(two), two, count=3),
        found("a mark without a partner among whole ones", said, mixed),
        found("a mark without a partner in a middle column", reordered(lines(one)), one),
        found("a mark without a partner above a whole one", lines(above).replace("a; b", '"a; b"'), above),
        found("a mark without a partner in the last row", lines(changed({39: '"12 boru'})), changed({39: '"12 boru'})),
        found("a closing mark lost among quoted cells", closed, [*rows[:8], open_cell, *rows[9:]]),
        NastyFile("a closing mark lost before a number", "kapanmayan.csv", lost.encode(),
                  [*rows[:8], *rows[9:]], rules={"unreadable": 1}),
        NastyFile("apostrophes around cells", "kesme.csv", apostrophes.encode(), rows, rules={"open_quotation": None}),
        NastyFile("a zero byte in a text", "sıfır.csv", zero, rows, rules={"zero_byte": 1}),
        NastyFile("zero bytes in UTF-16", "sıfır16.csv", zero.decode().encode("utf-16"), rows, rules={"zero_byte": 1}),
    ]  # fmt: skip


def tables_with_errors() -> list[NastyFile]:
    rows = truth(11)
    head, *body = lines(rows).splitlines()

    def with_row(title: str, row: str, rule: str, kept: Sequence[Row] = rows, count: int = 1) -> NastyFile:
        return NastyFile(title, f"{title}.csv", "\n".join([head, *body, row, ""]).encode(), kept, rules={rule: count})

    back = {
        "order_id": "R1",
        "customer_id": "1",
        "ordered_at": datetime(2024, 5, 20),
        "amount": Decimal("-5.5"),
        "product": "Çay",
    }
    return [
        with_row("a row with too many cells", "X1;1;20.05.2024;5,5;a;b", "ragged"),
        with_row("a row with too few cells", "X1;1;20.05.2024", "ragged"),
        with_row("a number among words", "X1;1;20.05.2024;beş lira;Çay", "unreadable"),
        with_row("a day that no calendar has", "X1;1;31.02.2024;5,5;Çay", "unreadable"),
        with_row("a failed formula in a text file", "X1;1;20.05.2024;#DEĞER!;Çay", "unreadable"),
        with_row("a day in the future", "X1;1;20.05.2124;5,5;Çay", "future"),
        with_row("a day of 1900", "X1;1;01.01.1900;5,5;Çay", "too_old"),
        with_row("nobody's order", "X1;;20.05.2024;5,5;Çay", "missing_customer"),
        with_row("an order without a number", ";1;20.05.2024;5,5;Çay", "missing"),
        with_row("another currency", "X1;1;20.05.2024;$5,5;Çay", "other_currency"),
        with_row("a return", "R1;1;20.05.2024;-5,50;Çay", "returns", [*rows, back]),
        with_row("a row twice", body[0], "duplicate", [*rows, rows[0]]),
        NastyFile(
            "a column of currencies",
            "döviz.csv",
            "\n".join([f"{head};Döviz", *(f"{line};TL" for line in body), "X1;1;20.05.2024;5,5;Çay;USD"]).encode(),
            [row | {"currency": "TRY"} for row in rows],
            rules={"other_currency": 1},
        ),
    ]


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


def sheets() -> list[NastyFile]:
    """The other sheets, in the words of their trades."""

    def day(number: int) -> datetime:
        return datetime(2024, 3, number)

    customers = "MÜŞTERİ NO;ÜNVAN;TELEFON;SMS İZNİ;DOĞUM YILI\n007;Işık A.Ş.;0532 111 22 33;E;1980\n8;Öz Ltd.;+90 212 000;H;1890.0\n"
    contacts = "Müşteri No;Temas Tarihi;Tür;Kanal\nA;25.03.2024 10:15;Şikâyet;Telefon\nB;26.03.2024 11:00;Bilgi Talebi;E-posta\n"
    surveys = "Müşteri No;Anket Tarihi;NPS\nA;25.03.2024;10\nB;26.03.2024;0\n"
    programmes = (
        "Müşteri No;Program;Başlangıç;Bitiş\nA;Sadakat Kartı;25.03.2024;\nB;Sadakat Kartı;26.03.2024;27.03.2024\n"
    )
    campaigns = "Kampanya;Ay;Harcama\nBahar;Mart 2024;1.234,50\nYaz;Haziran 2024;99,00\n"
    prices = "Ay;TÜFE\n2024-01;1984,02\n2024-02;2073,88\n"
    person = {"sms": "consent_sms", "born": "birth_year"}
    return [
        NastyFile("customers with telephones and consents", "müşteri.csv", customers.encode("cp1254"), [
            {"customer_id": "007", "name": "Işık A.Ş.", "phone": "0532 111 22 33", person["sms"]: True, person["born"]: 1980},
            {"customer_id": "8", "name": "Öz Ltd.", "phone": "+90 212 000", person["sms"]: False, person["born"]: 1890},
        ], "customers"),
        NastyFile("contacts", "temas.csv", contacts.encode("cp1254"), [
            {"customer_id": "A", "occurred_at": datetime(2024, 3, 25, 10, 15), "kind": "complaint", "channel": "spoken"},
            {"customer_id": "B", "occurred_at": datetime(2024, 3, 26, 11), "kind": "contact", "channel": "written"},
        ], "interactions"),
        NastyFile("recommendations", "nps.csv", surveys.encode(), [
            {"customer_id": "A", "answered_at": day(25), "score": Decimal(10), "kind": "nps", "scale_min": Decimal(0), "scale_max": Decimal(10)},
            {"customer_id": "B", "answered_at": day(26), "score": Decimal(0), "kind": "nps", "scale_min": Decimal(0), "scale_max": Decimal(10)},
        ], "surveys"),
        NastyFile("memberships", "program.csv", programmes.encode(), [
            {"customer_id": "A", "programme": "Sadakat Kartı", "started_at": day(25).date(), "ended_at": None},
            {"customer_id": "B", "programme": "Sadakat Kartı", "started_at": day(26).date(), "ended_at": day(27).date()},
        ], "programmes"),
        NastyFile("spending on campaigns", "kampanya.csv", campaigns.encode(), [
            {"campaign": "Bahar", "period": datetime(2024, 3, 1).date(), "spend": Decimal("1234.5")},
            {"campaign": "Yaz", "period": datetime(2024, 6, 1).date(), "spend": Decimal(99)},
        ], "campaigns"),
        NastyFile("consumer prices", "tüfe.csv", prices.encode(), [
            {"month": datetime(2024, 1, 1).date(), "index": Decimal("1984.02")},
            {"month": datetime(2024, 2, 1).date(), "index": Decimal("2073.88")},
        ], "prices"),
    ]  # fmt: skip


def doubts() -> list[NastyFile]:
    """Files in which two readings fit every row, or in which nothing says what a column is: they must ask."""
    early = [row | {"ordered_at": datetime(2024, 1 + place, 2)} for place, row in enumerate(truth(4))]
    round_ones = [row | {"amount": Decimal(1234 + place)} for place, row in enumerate(truth(5))]
    bare = truth(13)
    slashes = lines(early, day=lambda day: f"{day:%d/%m/%Y}")
    points = lines(round_ones, amount=lambda value: comma(value)[:-3])
    return [
        NastyFile("days of two senses", "gün.csv", slashes.encode(), early, answers={"dates.Tarih": "day-first"}),
        NastyFile("numbers of two senses", "sayı.csv", points.encode(), round_ones, answers={"decimal.Tutar": "comma"}),
        NastyFile(
            "no headings", "başlıksız.csv", lines(bare).partition("\n")[2].encode(), bare, answers={"guess": "yes"}
        ),
    ]


def refused_files() -> list[RefusedFile]:
    """Every file of the corpus that holds no table."""
    text = lines(truth())
    plain = book({"S": [HEADS, ["1", "2", "3", "4", "5"]]})
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 400
    bomb = zipped({"bomba.csv": text.encode() + b"X;1;20.05.2024;5,5;a\n" * 250_000})
    return [
        RefusedFile("nothing at all", "boş.csv", b"", "is empty"),
        RefusedFile("blanks alone", "boşluk.csv", b"  \n\n ;;\n", "no text"),
        RefusedFile("headings alone", "başlık.csv", text.splitlines()[0].encode(), "no rows"),
        RefusedFile("a PDF named CSV", "fatura.csv", b"%PDF-1.7 ...", "not a text file"),
        RefusedFile("a picture named CSV", "resim.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not a text file"),
        RefusedFile("a workbook named CSV", "kitap.csv", plain, "not a text file"),
        RefusedFile("bytes of a program named CSV", "program.csv", bytes(range(256)) * 40, "not a text file"),
        RefusedFile("a text named XLSX", "metin.xlsx", text.encode(), "another kind"),
        RefusedFile("half a workbook", "yarım.xlsx", plain[: len(plain) // 2], "cannot be opened"),
        RefusedFile("a locked workbook", "kilitli.xlsx", locked, "password"),
        RefusedFile("one line without an end", "satır.csv", b"a;b;" * 300_000, "Line 1 is longer than 1 MB"),
        RefusedFile(
            "a line without an end",
            "satır2.csv",
            text.encode() + b"a;b;" * 600_000 + b"\n" * 9,
            "Line 8 is longer than 1 MB",
        ),
        RefusedFile("a zip of no table", "resim.zip", zipped({"a.png": b"x"}), "holds no table"),
        RefusedFile("half a zip", "yarım.zip", zipped({"a.csv": text.encode()})[:-30], "damaged"),
        RefusedFile("a zip that unpacks to too much", "bomba.zip", bomb, "larger than 4 MB"),
        RefusedFile("a kind that is not taken in", "rapor.docx", plain, "are not taken in"),
    ]
