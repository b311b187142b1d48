"""Exports as packages, shops on the net, tills and customer systems write them, each with the cells that it must become.

Headings and manners of number are those of the systems; no row is anybody's.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.accounting_files import order
from tests.nasty_rows import NastyFile

Row = dict[str, Any]


def platform_files() -> list[NastyFile]:
    """Every export that is understood without a question."""
    return [framed_list(), list_of_sap(), items_of_a_till(), days_in_every_manner(), halves_of_a_day(), day_numbers(),
            contacts_of_a_customer_system(), cards_of_a_package(), lines_of_a_loyalty_card(), marketplace_orders()]  # fmt: skip


def framed_list() -> NastyFile:
    """A printed list with a frame drawn around its cells and a sum inside the frame."""
    line = "+------------+-------------+------------+--------------+--------------+\n"
    text = (
        "ÖRNEK GIDA SAN. VE TİC. A.Ş.                Tarih : 31.03.2024\nSATIŞ FATURA LİSTESİ       Sayfa : 1\n" + line
        + "| FATURA NO  | CARİ KODU   | TARİH      | STOK ADI     |        TUTAR |\n" + line
        + "| A000000001 | 120-01-0001 | 25.03.2024 | ÇAY 500 GR   |     1.234,56 |\n"
        "| A000000002 | 120-01-0002 | 26.03.2024 | İNCE ŞEKER   |        99,90 |\n"
        "| A000000003 | 120-01-0002 | 26.03.2024 | IŞILDAK      |        -5,00 |\n" + line
        + "|            |             |            | GENEL TOPLAM |     1.329,46 |\n" + line
    )  # fmt: skip
    rows = [
        order("A000000001", "120-01-0001", datetime(2024, 3, 25), "1234.56", product="ÇAY 500 GR"),
        order("A000000002", "120-01-0002", datetime(2024, 3, 26), "99.9", product="İNCE ŞEKER"),
        order("A000000003", "120-01-0002", datetime(2024, 3, 26), "-5", product="IŞILDAK"),
    ]
    rules = {"ragged": None, "printed_rows": 3, "total_rows": 1}
    return NastyFile("a list in a drawn frame", "liste.txt", text.encode("cp1254"), rows, rules=rules)


def list_of_sap() -> NastyFile:
    """Customer lines saved from a list: bars, drawn lines, a sum after a star, a sign behind the number, zeros before."""
    line = "-" * 66 + "\n"
    text = (
        "31.03.2024            Dynamic List Display              1\n" + line
        + "|Customer  |DocumentNo|Doc. Date |Typ|Amount in LC|LCurr|\n" + line
        + "|0000012345|1400000017|25.03.2024|RV |   1.234,56 |TRY  |\n"
        "|0000012346|1400000018|26.03.2024|RV |      99,90 |TRY  |\n"
        "|0000012345|1600000003|27.03.2024|RG |     234,56-|TRY  |\n" + line
        + "|*         |          |          |   |   1.099,90 |TRY  |\n" + line
    )  # fmt: skip
    rows = [
        order("1400000017", "0000012345", datetime(2024, 3, 25), "1234.56", currency="TRY"),
        order("1400000018", "0000012346", datetime(2024, 3, 26), "99.9", currency="TRY"),
        order("1600000003", "0000012345", datetime(2024, 3, 27), "-234.56", currency="TRY"),
    ]
    rules = {"ragged": None, "printed_rows": 3, "total_rows": 1, "returns": 1}
    return NastyFile("customer lines of SAP", "FBL5N.txt", text.encode("cp1254"), rows, rules=rules)


def items_of_a_till() -> NastyFile:
    """Items sold at a till: the month first, two-digit years, signs of the lira, brackets below zero."""
    text = (
        "Date,Time,Time Zone,Category,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Customer ID\n"
        "03/15/24,14:05:09,Istanbul,Çay,Demlik,2.0,,₺25.00,(₺2.50),₺22.50,₺0.00,TX1,CU1\n"
        "03/26/24,15:05:09,Istanbul,Çay,Demlik,-1.0,,(₺12.50),₺0.00,(₺12.50),₺0.00,TX3,CU2\n"
    )
    goods = {"product": "Demlik", "category": "Çay"}
    rows = [
        order("TX1", "CU1", datetime(2024, 3, 15), "22.5", quantity=Decimal(2), discount=Decimal("-2.5"), **goods),
        order("TX3", "CU2", datetime(2024, 3, 26), "-12.5", quantity=Decimal(-1), discount=Decimal(0), **goods),
    ]
    return NastyFile("items sold at a till", "items.csv", text.encode(), rows, rules={"returns": 1})


def days_in_every_manner() -> NastyFile:
    """One column of days written in six manners, amounts with blanks for thousands."""
    text = (
        "Fatura No;Müşteri No;Tarih;Tutar\n1;A;15-Mar-24;1 234,56\n2;A;15.Mar.2024;2 234,56\n"
        "3;B;15/3/24 14:05:09;5,00\n4;B;2024.03.16;6,00\n5;B;17 Mart 2024 Pazar 09:05;7,00\n6;B;20240318;8,00\n"
    )
    rows = [
        order("1", "A", datetime(2024, 3, 15), "1234.56"),
        order("2", "A", datetime(2024, 3, 15), "2234.56"),
        order("3", "B", datetime(2024, 3, 15, 14, 5, 9), "5"),
        order("4", "B", datetime(2024, 3, 16), "6"),
        order("5", "B", datetime(2024, 3, 17, 9, 5), "7"),
        order("6", "B", datetime(2024, 3, 18), "8"),
    ]
    return NastyFile("days in every manner", "tarihler.csv", text.encode(), rows)


def halves_of_a_day() -> NastyFile:
    """Clocks of twelve hours in English, noon and midnight among them."""
    text = (
        "Order ID,Customer ID,Order Date,Total Amount\n1,A,3/15/2024 2:05 PM,10.00\n"
        "2,A,3/16/2024 12:05 AM,11.00\n3,B,3/17/2024 12:30 PM,12.00\n"
    )
    rows = [
        order("1", "A", datetime(2024, 3, 15, 14, 5), "10"),
        order("2", "A", datetime(2024, 3, 16, 0, 5), "11"),
        order("3", "B", datetime(2024, 3, 17, 12, 30), "12"),
    ]
    return NastyFile("clocks of twelve hours", "ampm.csv", text.encode(), rows)


def day_numbers() -> NastyFile:
    """A spreadsheet's day numbers in a Turkish text file: noon is half a day behind a comma."""
    text = (
        'Fatura No;Müşteri No;Tarih;Tutar\n="0001";="00017";45376;1234,56\n="0002";="00018";45377,5;99,9\n'
        '="0003";="00018";45378;5\n'
    )
    rows = [
        order("0001", "00017", datetime(2024, 3, 25), "1234.56"),
        order("0002", "00018", datetime(2024, 3, 26, 12), "99.9"),
        order("0003", "00018", datetime(2024, 3, 27), "5"),
    ]
    return NastyFile("day numbers with a comma", "seri.csv", text.encode(), rows)


def contacts_of_a_customer_system() -> NastyFile:
    """Contacts of a customer system with numbers of records and telephones in two manners."""
    text = (
        "Record ID,First Name,Last Name,Email,Phone Number,Create Date,City,Industry\n"
        "00101,Ada,Öz,ada@ornek.com,+90 (532) 111 22 33,2024-03-15 10:22,İzmir,Gıda\n"
        "00102,Can,Su,can@ornek.com,0(532) 1112234,2024-03-16 11:22,ISPARTA,\n"
    )
    rows: list[Row] = [
        {"customer_id": "00101", "sector": "Gıda", "region": "İzmir", "acquired_at": date(2024, 3, 15),
         "email": "ada@ornek.com", "phone": "+90 (532) 111 22 33"},
        {"customer_id": "00102", "sector": None, "region": "ISPARTA", "acquired_at": date(2024, 3, 16),
         "email": "can@ornek.com", "phone": "0(532) 1112234"},
    ]  # fmt: skip
    return NastyFile("contacts of a customer system", "contacts.csv", text.encode(), rows, "customers")


def cards_of_a_package() -> NastyFile:
    """Account cards of a package: consent told by ONAY, RET and RED, numbers of the tax office with zeros before."""
    text = (
        "Cari Kodu;Cari İsim;Vergi Dairesi;Vergi No;İl;İlçe;Tel1;E-Mail;SMS İzni;Arama İzni;Kayıt Tarihi\n"
        "120-01;ABC LTD. ŞTİ.;KONAK;0123456789;İZMİR;KONAK;0(232) 111 22 33;info@ornek.com;ONAY;RET;15.03.2024\n"
        "120-02;ÖZ OTO;ÇANKAYA;1234567890;ANKARA;ÇANKAYA;312 111 22 33;oz@ornek.com;RED;ONAY;25.03.2024\n"
    )
    rows: list[Row] = [
        {"customer_id": "120-01", "name": "ABC LTD. ŞTİ.", "region": "İZMİR", "acquired_at": date(2024, 3, 15),
         "email": "info@ornek.com", "phone": "0(232) 111 22 33", "consent_sms": True, "consent_call": False},
        {"customer_id": "120-02", "name": "ÖZ OTO", "region": "ANKARA", "acquired_at": date(2024, 3, 25),
         "email": "oz@ornek.com", "phone": "312 111 22 33", "consent_sms": False, "consent_call": True},
    ]  # fmt: skip
    rules = {"unknown_word_optional": None}
    return NastyFile("account cards with consent", "cariler.csv", text.encode("cp1254"), rows, "customers", rules)


def lines_of_a_loyalty_card() -> NastyFile:
    """Lines of a till with the number of a loyalty card; a receipt without a card belongs to nobody and is told."""
    text = (
        "Fiş No;Kasa No;Tarih;Saat;Müşteri Kart No;Ürün Adı;Miktar;Birim;Tutar\n"
        "0001;1;25.03.2024;18:22;9000000000017;Domates;1,25;KG;49,88 TL\n"
        "0001;1;25.03.2024;18:22;9000000000017;Ekmek;2;AD;20,00 TL\n"
        "0002;1;25.03.2024;18:25;;Su;1;AD;5,00 TL\n0003;1;26.03.2024;09:05;9000000000024;Su;-1;AD;-5,00 TL\n"
    )
    rows = [
        order("0001", "9000000000017", datetime(2024, 3, 25), "49.88", quantity=Decimal("1.25"), product="Domates"),
        order("0001", "9000000000017", datetime(2024, 3, 25), "20", quantity=Decimal(2), product="Ekmek"),
        order("0003", "9000000000024", datetime(2024, 3, 26), "-5", quantity=Decimal(-1), product="Su"),
    ]
    rules = {"missing_customer": 1, "returns": 1}
    return NastyFile("a till with loyalty cards", "kasa.csv", text.encode("cp1254"), rows, rules=rules)


def marketplace_orders() -> NastyFile:
    """Orders of a market place: the amount to be invoiced, not the price before the discount; two states are no sales."""
    text = (
        "Sipariş Tarihi;Sipariş Numarası;Müşteri No;Ürün Adı;Adet;Birim Fiyatı;Satış Tutarı;İndirim Tutarı;"
        "Faturalanacak Tutar;Sipariş Statüsü\n"
        "15.03.2024 10:22;9876543210;M17;Işıldak;1;149,90;149,90;14,99;134,91;Teslim Edildi\n"
        "16.03.2024 11:22;9876543211;M18;İğne;2;10,00;20,00;0;20,00;İptal Edildi\n"
        "17.03.2024 12:22;9876543212;M18;İğne;2;10,00;20,00;0;20,00;İade Edildi\n"
    )
    rows = [
        order("9876543210", "M17", datetime(2024, 3, 15, 10, 22), "134.91", quantity=Decimal(1), product="Işıldak",
              discount=Decimal("14.99")),
    ]  # fmt: skip
    rules = {"no_sales": 2, "returns_by_word": None}
    return NastyFile("orders of a market place", "siparisler.csv", text.encode(), rows, rules=rules)
