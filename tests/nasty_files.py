"""Files as analysts really have them, each with the exact cells that it must be read as; and those that are refused."""

from datetime import datetime
from decimal import Decimal

from tests import nasty_books, nasty_texts
from tests.nasty_rows import HEADS, NastyFile, RefusedFile, book, lines, truth, zipped


def nasty_files() -> list[NastyFile]:
    """Every file of the corpus that holds a table."""
    return [
        *nasty_texts.encodings(),
        *nasty_texts.shapes(),
        *nasty_texts.numbers(),
        *nasty_texts.days(),
        *nasty_texts.cells(),
        *nasty_texts.quotations(),
        *nasty_texts.tables_with_errors(),
        *nasty_books.books(),
        *sheets(),
        *nasty_texts.doubts(),
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
