"""Text files as analysts really have them: encodings, shapes, numbers, days, quotations, and those that must ask."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from tests.nasty_rows import ENGLISH, HEADS, MONTHS, NastyFile, Row, comma, dotted, lines, truth


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
