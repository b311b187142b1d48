"""Exports as accountants really get them from their packages, each with the exact cells that it must be read as."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.nasty_rows import NastyFile

Row = dict[str, Any]
BLANK = "\u00a0"


def order(number: str, customer: str, day: datetime, amount: str, **more: Any) -> Row:
    """One order line that must come out."""
    return {"order_id": number, "customer_id": customer, "ordered_at": day, "amount": Decimal(amount), **more}


def accounting_files() -> list[NastyFile]:
    """Every export, by the manner of the package it comes from."""
    return [current_account(), account_with_letters(), account_with_two_sides(), stock_movements(), online_orders(),
            printed_account(), trailing_signs(), unicode_text(), customer_cards(), order_lines_of_a_market(),
            credit_before_number(), payment_methods(), guarded_codes(), shortened_codes(), spoilt_letters(), lines_of_customers()]  # fmt: skip


def current_account() -> NastyFile:
    """A current account with kinds of papers: invoices, a return, payments, a carried balance."""
    text = (
        "ÖRNEK TİCARET A.Ş.;;;;;;\nCari Hareket Dökümü;;;;;;\n01.01.2024 - 31.03.2024;;;;;;\n\n"
        "Cari Kodu;Evrak Tarihi;Evrak Tipi;Evrak No;Açıklama;Tutar;Bakiye\n"
        "120.01.001;01.01.2024;Devir;;2023 devri;1.000,00;1.000,00 (B)\n"
        "120.01.001;15.01.2024;Satış Faturası;A-17;A-17 nolu fatura;2.500,50 TL;3.500,50 (B)\n"
        "120.01.001;20.01.2024;Tahsilat Makbuzu;M-3;Nakit tahsilat;500,00 TL;3.000,50 (B)\n"
        "120.01.002;22.01.2024;Satış Faturası;A-18;A-18 nolu fatura;1.234,56 TL;1.234,56 (B)\n"
        "120.01.002;25.02.2024;Satıştan İade Fat.;İ-1;A-18 iadesi;234,56 TL;1.000,00 (B)\n"
        "120.01.002;28.02.2024;Gelen Havale;H-9;Garanti EFT;1.000,00 TL;-\n"
    )
    rows = [
        order("A-17", "120.01.001", datetime(2024, 1, 15), "2500.5"),
        order("A-18", "120.01.002", datetime(2024, 1, 22), "1234.56"),
        order("İ-1", "120.01.002", datetime(2024, 2, 25), "-234.56"),
    ]
    rules = {"no_sales": 3, "returns_by_word": 1, "missing": None}
    return NastyFile("a current account with kinds of papers", "cari.csv", text.encode("cp1254"), rows, rules=rules)


def account_with_letters() -> NastyFile:
    """One column of amounts and a letter for its side: what the credits are, only the reader knows."""
    text = (
        "Cari Kod;Tarih;Fiş No;Tutar;B/A\nC1;15.01.2024;F1;1.500,00;B\nC1;16.01.2024;F2;500,00;A\n"
        "C2;17.01.2024;F3;99,90;B\n"
    )
    rows = [
        order("F1", "C1", datetime(2024, 1, 15), "1500"),
        order("F3", "C2", datetime(2024, 1, 17), "99.9"),
    ]
    return NastyFile(
        "an account with letters for its sides", "ba.csv", text.encode("cp1254"), rows,
        rules={"no_sales": 1}, answers={"credits": "out"},
    )  # fmt: skip


def account_with_two_sides() -> NastyFile:
    """Debits and credits in columns of their own: which of them are the sales must be asked."""
    text = (
        "Cari Hesap Kodu;Tarih;Fiş No;Açıklama;Borç;Alacak;Bakiye;B/A\n"
        "120.01;15.01.2024;F1;F1 nolu satış faturası;1.234,56;0,00;1.234,56;B\n"
        "120.01;16.01.2024;T1;Tahsilat;0,00;1.000,00;234,56;B\n"
        "120.02;17.01.2024;F2;F2 nolu satış faturası;99,90;;99,90;B\n"
        "120.02;18.01.2024;T2;EFT;;99,90;0,00;\n"
        "120.02 TOPLAMI;;;;99,90;99,90;;\n"
    )
    rows = [
        order("F1", "120.01", datetime(2024, 1, 15), "1234.56"),
        order("F2", "120.02", datetime(2024, 1, 17), "99.9"),
    ]
    return NastyFile(
        "an account with two sides", "ekstre.csv", text.encode("cp1254"), rows,
        rules={"no_sales": 2, "total_rows": 1}, answers={"sheet": "transactions", "field.amount": "Borç"},
    )  # fmt: skip


def stock_movements() -> NastyFile:
    """Movements of a stock card: what went in was bought, what went out was sold."""
    text = (
        "Stok Kodu;Stok Adı;Tarih;Belge No;Cari Kodu;Hareket Türü;Miktar;Birim Fiyat;Tutar\n"
        f"153.001;Çay 500 gr;02.01.2024;AL-1;320.01;Alış Faturası;1{BLANK}000;10,00;10{BLANK}000,00\n"
        f"153.001;Çay 500 gr;15.01.2024 09:30:15;S-1;120.01;Satış Faturası;10;15,50;155,00\n"
        "153.001;Çay 500 gr;16.01.2024 10:00:00;S-2;120.02;Toptan Satış Faturası;2;15,5;31,00\n"
    )
    goods = {"product": "Çay 500 gr"}
    rows = [
        order("S-1", "120.01", datetime(2024, 1, 15, 9, 30, 15), "155", quantity=Decimal(10), **goods),
        order("S-2", "120.02", datetime(2024, 1, 16, 10), "31", quantity=Decimal(2), **goods),
    ]
    return NastyFile(
        "movements of a stock card", "stok.csv", text.encode("cp1254"), rows, rules={"no_sales": 1}
    )  # fmt: skip


def online_orders() -> NastyFile:
    """Orders of a shop on the net with their state: cancelled ones are no sales, and a return comes to nothing."""
    text = (
        '"Sipariş No";"Müşteri No";"Sipariş Tarihi";"Sipariş Durumu";"Ürün Adı";"Tutar"\n'
        '"1001";"7";"2024-03-15 14:05";"Teslim Edildi";"Kupa; kırmızı";"1.249,90"\n'
        '"1002";"8";"2024-03-16 15:05";"İptal Edildi";"12"" tava";"300,00"\n'
        '"1003";"9";"2024-03-17 16:05";"İade";"Çay";"25,00"\n'
    )
    rows = [
        order("1001", "7", datetime(2024, 3, 15, 14, 5), "1249.9", product="Kupa; kırmızı"),
    ]
    return NastyFile(
        "orders with their state", "siparis.csv", text.encode(), rows, rules={"no_sales": 2, "returns_by_word": None}
    )


def printed_account() -> NastyFile:
    """A printed list of invoices: headings on each page, sums by customer, carried sums, page numbers in short rows."""
    head = "Fatura No;Cari Kodu;Fatura Tarihi;Matrah;Şube\n"
    top = "Örnek Ltd. Şti.\nFatura Listesi\n"
    text = (
        top + head + "F1;120.01;15.01.2024;1.234,56;Çankaya\nF2;120.01;16.01.2024;(234,56);Çankaya\n"
        "120.01 Ahmet Öz Toplamı;;;1.000,00;\nSayfa 1/2\n" + top + head + "Nakli Yekün;;;1.000,00;\n"
        "F3;120.02;17.01.2024;5,00;IĞDIR\nGenel Toplam;;;1.005,00;\nSayfa 2/2\nRapor Sonu\n"
    )
    rows = [
        order("F1", "120.01", datetime(2024, 1, 15), "1234.56", branch="Çankaya"),
        order("F2", "120.01", datetime(2024, 1, 16), "-234.56", branch="Çankaya"),
        order("F3", "120.02", datetime(2024, 1, 17), "5", branch="IĞDIR"),
    ]
    rules = {"printed_rows": 5, "total_rows": 3, "ragged": 1, "returns": 1}
    return NastyFile("a printed list of invoices", "liste.txt", text.encode("cp1254"), rows, rules=rules)


def trailing_signs() -> NastyFile:
    """Signs behind numbers, dashes for nothing, the word for the lira behind amounts, short and long years."""
    text = (
        "FİŞ NO|CARİ KOD|TARİH|TUTAR|İSKONTO|MAL GRUBU\n0001|00012|1.2.24|1.234,56-|-|-\n"
        "0002|00013|15.02.2024|99,00 TL|5,00-|Gıda\n0003|00014|23/02/2024|₺1.000|–|Gıda\n"
    )
    rows = [
        order("0001", "00012", datetime(2024, 2, 1), "-1234.56", discount=None, category=None),
        order("0002", "00013", datetime(2024, 2, 15), "99", discount=Decimal(-5), category="Gıda"),
        order("0003", "00014", datetime(2024, 2, 23), "1000", discount=None, category="Gıda"),
    ]
    return NastyFile("signs behind numbers", "fis.txt", text.encode(), rows, rules={"returns": 1})


def unicode_text() -> NastyFile:
    """What a spreadsheet saves as Unicode text: UTF-16 with tabs, quotation marks around cells with commas or marks."""
    text = (
        "Fatura No\tMüşteri Kodu\tTarih\tNet Tutar\tÜrün\r\n"
        'A1\t1\t25.03.2024\t"1.234,50"\t"12"" boru"\r\nA2\t2\t26.03.2024\t"5,00"\tİğne\r\n'
    )
    rows = [
        order("A1", "1", datetime(2024, 3, 25), "1234.5", product='12" boru'),
        order("A2", "2", datetime(2024, 3, 26), "5", product="İğne"),
    ]
    return NastyFile("Unicode text of a spreadsheet", "unicode.txt", text.encode("utf-16"), rows)


def customer_cards() -> NastyFile:
    """A list of account cards: telephones in every manner, dashes for nothing, a sum of balances below."""
    text = (
        "Cari Kart Listesi;;;;;\n\nCari Kodu;Cari Ünvanı;İl;Telefon;E-Posta;Bakiye\n"
        "120.01.0001;IŞIK İNŞAAT SAN. VE TİC. LTD. ŞTİ.;İSTANBUL;0(212) 111 22 33;-;1.234,56 (B)\n"
        "120.01.0002;Öz & Çağ Oto;ığdır;5321112233;bilgi@ornek.com.tr;500,00 (A)\n"
        "120.01.0003;Ünal 'Şeker' Gıda;-;+90 532 000 11 22 / 12;;0,00\n"
        ";;;;TOPLAM;734,56\n"
    )
    rows = [
        {"customer_id": "120.01.0001", "name": "IŞIK İNŞAAT SAN. VE TİC. LTD. ŞTİ.", "region": "İSTANBUL",
         "email": None, "phone": "0(212) 111 22 33"},
        {"customer_id": "120.01.0002", "name": "Öz & Çağ Oto", "region": "ığdır",
         "email": "bilgi@ornek.com.tr", "phone": "5321112233"},
        {"customer_id": "120.01.0003", "name": "Ünal 'Şeker' Gıda", "region": None,
         "email": None, "phone": "+90 532 000 11 22 / 12"},
    ]  # fmt: skip
    return NastyFile(
        "a list of account cards", "kartlar.csv", text.encode("cp1254"), rows, "customers", rules={"total_rows": 1}
    )


def order_lines_of_a_market() -> NastyFile:
    """Receipt lines with times, kilograms with three decimals and prices without a column of amounts."""
    text = (
        "Fiş No,Müşteri No,Fiş Tarihi,Stok Adı,Miktar,Birim Fiyat\n"
        '17,9,15.03.2024 18:22,Domates,"1,250","39,90"\n17,9,15.03.2024 18:22,Biber,"0,500","80,00"\n'
        '18,10,15.03.2024 18:25,Domates,"-1,000","39,90"\n'
    )
    moment = datetime(2024, 3, 15, 18, 22)
    rows = [
        order("17", "9", moment, "49.875", quantity=Decimal("1.25"), product="Domates"),
        order("17", "9", moment, "40", quantity=Decimal("0.5"), product="Biber"),
        order("18", "10", datetime(2024, 3, 15, 18, 25), "-39.9", quantity=Decimal(-1), product="Domates"),
    ]
    return NastyFile(
        "receipt lines of a market", "market.csv", text.encode("cp1254"), rows, rules={"derived_amount": 3}
    )


def credit_before_number() -> NastyFile:
    """A table with letters A and B that are classes of goods, not sides of an account: they say nothing of sales."""
    text = "Fatura No;Cari Kod;Tarih;Tutar;Sınıf\nF1;C1;15.03.2024;1,50;A\nF2;C1;16.03.2024;2,50;B\n"
    rows = [
        order("F1", "C1", datetime(2024, 3, 15), "1.5"),
        order("F2", "C1", datetime(2024, 3, 16), "2.5"),
    ]
    return NastyFile("letters that are classes of goods", "sinif.csv", text.encode(), rows, rules={"no_sales": None})


def payment_methods() -> NastyFile:
    """Sales with the way they were paid: a word for a payment does not make a payment of them."""
    text = (
        "Fatura No;Cari Kod;Tarih;Tutar;Ödeme Şekli\nF1;C1;15.03.2024;1,50;Nakit\nF2;C1;16.03.2024;2,50;Havale\n"
        "F3;C2;17.03.2024;3,50;Kredi Kartı\n"
    )
    rows = [
        order(f"F{n}", customer, datetime(2024, 3, 14 + n), f"{n}.5")
        for n, customer in ((1, "C1"), (2, "C1"), (3, "C2"))
    ]
    return NastyFile("sales with the way they were paid", "odeme.csv", text.encode(), rows, rules={"no_sales": None})


def guarded_codes() -> NastyFile:
    """Codes guarded against a spreadsheet, signs of the lira grown to the number, weekdays, times with a point."""
    text = (
        'Fatura No;Cari Kod;Tarih;Tutar\n="0001";\'00017;15 Mart 2024 Cuma;1.234,56TL\n'
        '"=""0002""";00018;16.03.2024 14.05;5,00TRY\n0003;\'00019;17.03.2024;12,50 TL.\n0004;1;18.03.2024;5,00USD\n'
    )
    rows = [
        order("0001", "00017", datetime(2024, 3, 15), "1234.56"),
        order("0002", "00018", datetime(2024, 3, 16, 14, 5), "5"),
        order("0003", "00019", datetime(2024, 3, 17), "12.5"),
    ]
    return NastyFile(
        "codes guarded against a spreadsheet", "guard.csv", text.encode(), rows, rules={"other_currency": 1}
    )


def shortened_codes() -> NastyFile:
    """Long customer numbers that a spreadsheet shortened belong to nobody."""
    text = "Fatura No;Cari Kod;Tarih;Tutar\nF1;1,23457E+12;15.03.2024;1,50\nF2;1234567890123;16.03.2024;2,50\n"
    rows = [order("F2", "1234567890123", datetime(2024, 3, 16), "2.5")]
    return NastyFile("codes shortened by a spreadsheet", "kisa.csv", text.encode(), rows, rules={"shortened": 1})


def spoilt_letters() -> NastyFile:
    """Letters that were spoilt before: kept as they stand, and told."""
    spoilt = "Işık Çağ".encode().decode("cp1252", errors="replace")
    text = f"Fatura No;Cari Kod;Tarih;Tutar;Ürün\nF1;C1;15.03.2024;1,50;{spoilt}\nF2;C1;16.03.2024;2,50;Äpfel\n"
    rows = [
        order("F1", "C1", datetime(2024, 3, 15), "1.5", product=spoilt),
        order("F2", "C1", datetime(2024, 3, 16), "2.5", product="Äpfel"),
    ]
    return NastyFile("letters spoilt before", "bozuk.csv", text.encode(), rows, rules={"garbled": 1})


def lines_of_customers() -> NastyFile:
    """Customers named in a line above their rows alone, in short rows and padded ones, with their sums and page numbers."""
    head = "Tarih;Fiş No;Fiş Türü;Tutar\n"
    text = (
        "ÖRNEK A.Ş.\nCari Hesap Ekstresi\n\n" + head + "120.01.001 IŞIK İnşaat Ltd. Şti.;;;\n"
        "15.01.2024;F1;Satış Faturası;1.234,56\n20.01.2024;T1;Tahsilat;1.000,00\n120.01.001 Toplamı;;;234,56\n"
        "120.01.002 Öz & Çağ Oto\n16.02.2024;F2;Satış Faturası;99,90\nSayfa 1/2\n"
        + head
        + "17.02.2024;F3;Satış Faturası;0,10\nGenel Toplam;;;334,56\n"
    )
    rows = [
        order("F1", "120.01.001", datetime(2024, 1, 15), "1234.56"),
        order("F2", "120.01.002", datetime(2024, 2, 16), "99.9"),
        order("F3", "120.01.002", datetime(2024, 2, 17), "0.1"),
    ]
    return NastyFile(
        "an account with lines of customers", "ekstre.csv", text.encode("cp1254"), rows,
        rules={"taken_from_above": 3, "no_sales": 1, "total_rows": 2, "printed_rows": 2, "ragged": None},
        answers={"sheet": "transactions", "down.customer_id": "code"},
    )  # fmt: skip
