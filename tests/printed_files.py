"""Lists as printers, old machines and ticket desks write them, each with the exact cells that it must be read as."""

from datetime import datetime
from pathlib import Path

from tests.accounting_files import order
from tests.nasty_rows import NastyFile


def printed_files() -> list[NastyFile]:
    """Every list."""
    return [
        aligned_list(),
        list_with_headings_apart(),
        tickets_that_speak_of_totals(),
        shop_of_the_name_total(),
        old_workbook_with_merged_cells(),
    ]


def aligned_list() -> NastyFile:
    """Cells under each other with blanks between them, numbers to the right."""
    text = (
        "Fatura No   Müşteri Kodu     Tarih            Tutar   Ürün Adı\n"
        "F1          120 01           13.02.2024    1.234,56   Çay Şişesi\n"
        "F2          120 02           14.02.2024        5,00   İğne\n\n"
        "F3          120 03           15.02.2024       -5,00   Işıldak\n"
    )
    rows = [
        order("F1", "120 01", datetime(2024, 2, 13), "1234.56", product="Çay Şişesi"),
        order("F2", "120 02", datetime(2024, 2, 14), "5", product="İğne"),
        order("F3", "120 03", datetime(2024, 2, 15), "-5", product="Işıldak"),
    ]
    return NastyFile("cells with blanks between them", "liste.txt", text.encode("cp1254"), rows, rules={"returns": 1})


def list_with_headings_apart() -> NastyFile:
    """Headings closer together than the cells below them, drawn lines, cells that rows lack, a sum."""
    text = (
        "Fatura No  Müşteri Kodu  Tarih  Tutar  Ürün Adı\n" + "=" * 60 + "\n"
        "F1          120 01       13.02.2024    1.234,56   Çay Şişesi\n"
        "F2          120 02       14.02.2024        5,00\n\n"
        "F3          120 03       15.02.2024       -5,00   Işıldak\n" + "-" * 60 + "\n"
        "TOPLAM                                 1.234,56\n"
    )
    rows = [
        order("F1", "120 01", datetime(2024, 2, 13), "1234.56", product="Çay Şişesi"),
        order("F2", "120 02", datetime(2024, 2, 14), "5", product=None),
        order("F3", "120 03", datetime(2024, 2, 15), "-5", product="Işıldak"),
    ]
    rules = {"returns": 1, "total_rows": 1, "ragged": None, "missing": None}
    return NastyFile("headings apart from their cells", "liste.txt", text.encode("cp1254"), rows, rules=rules)


def tickets_that_speak_of_totals() -> NastyFile:
    """Free texts that end in a word for a sum, and a sum below that says the same word alone."""
    text = (
        "Müşteri No;Temas Tarihi;Tür;Kanal;Çözüm\n1;25.03.2024;Şikayet;Telefon;Almost up every total.\n"
        "2;26.03.2024;Bilgi Talebi;E-posta;Fatura tutarı yanlış, olması gereken genel toplam\n;;;TOPLAM;2\n"
    )
    rows = [
        {"customer_id": "1", "occurred_at": datetime(2024, 3, 25), "kind": "complaint", "channel": "spoken"},
        {"customer_id": "2", "occurred_at": datetime(2024, 3, 26), "kind": "contact", "channel": "written"},
    ]
    return NastyFile(
        "tickets that speak of totals", "kayıt.csv", text.encode(), rows, "interactions", rules={"total_rows": 1}
    )


def shop_of_the_name_total() -> NastyFile:
    """A customer whose name is a word for a sum, in a narrow table."""
    text = "Müşteri No;Ünvan\n1;Ada Ltd.\n5;Total\n;TOPLAM\n"
    rows = [{"customer_id": "1", "name": "Ada Ltd."}, {"customer_id": "5", "name": "Total"}]
    return NastyFile(
        "a customer of the name Total", "istasyon.csv", text.encode(), rows, "customers", rules={"total_rows": 1}
    )


def old_workbook_with_merged_cells() -> NastyFile:
    """Number, customer and day merged over the rows of an invoice in a workbook of the old kind; an amount counts once."""
    content = (Path(__file__).parent / "files" / "merged.xls").read_bytes()
    day, goods = datetime(2024, 3, 25), ("Çay", "Şeker", "Su")
    rows = [
        order("F1", "C1", day, amount, product=product)
        for amount, product in zip(("10.5", "20", "30"), goods, strict=True)
    ]
    rows.append(order("F2", "C2", day, "99", product="Çay"))
    rules = {"merged_down": 2, "merged_first": 1, "missing": 1}
    return NastyFile("an old workbook with merged cells", "birleşik.xls", content, rows, rules=rules)
