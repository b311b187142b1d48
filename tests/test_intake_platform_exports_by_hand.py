"""By hand: exports that leave something open, what is asked of each, and the rows that the answers lead to."""

import io
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import pytest
import xlsxwriter

from crm_core import intake
from crm_core.errors import QuestionFault
from crm_core.store import Workspace


@dataclass(frozen=True)
class Export:
    """One file: its text, what is asked first, the answers, the rows by order, customer, moment and amount, the findings."""

    title: str
    text: str
    asked: list[str]
    answers: dict[str, str]
    rows: list[tuple[str, str, datetime, str]]
    found: dict[str, int] = field(default_factory=dict)
    name: str = "export.csv"


MARCH = datetime(2024, 3, 15)
EXPORTS = [
    Export(
        "a shop that says the state of an order in its first line only",
        "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
        "#1001,ada@ornek.com,paid,TRY,53.91,2024-03-15 09:50:26 +0300,3,Çay,10.97\n"
        "#1001,ada@ornek.com,,,,2024-03-15 09:50:26 +0300,1,Şeker,21.00\n"
        "#1002,can@ornek.com,refunded,TRY,20.00,2024-03-16 10:50:26 +0300,1,Su,10.00\n"
        "#1002,can@ornek.com,,,,2024-03-16 10:50:26 +0300,1,Tuz,10.00\n"
        "#1003,can@ornek.com,voided,TRY,10.00,2024-03-17 10:50:26 +0300,1,Su,10.00\n",
        ["sheet", "field.customer_id"],
        {
            "sheet": "transactions", "field.order_id": "Name", "field.customer_id": "Email",
            "map.Created at": "ordered_at", "map.Lineitem quantity": "quantity", "map.Lineitem price": "unit_price",
            "map.Lineitem name": "product",
        },
        [
            ("#1001", "ada@ornek.com", datetime(2024, 3, 15, 9, 50, 26), "32.91"),
            ("#1001", "ada@ornek.com", datetime(2024, 3, 15, 9, 50, 26), "21"),
        ],
        {"no_sales": 3},
    ),
    Export(
        "a shop that repeats the total of an order in each line",
        "Order Number,Order Status,Order Date,Customer User ID,Order Total Amount,Item Name,Quantity,Item Cost\n"
        "501,Completed,2024-03-15 14:05,17,120.50,Kupa,2,50.00\n501,Completed,2024-03-15 14:05,17,120.50,Çay,1,20.50\n"
        "502,Completed,2024-03-15 15:05,18,90.00,Kupa,1,50.00\n502,Completed,2024-03-15 15:05,18,90.00,Su,1,40.00\n"
        "503,Completed,2024-03-15 16:05,19,70.00,Kupa,1,50.00\n503,Completed,2024-03-15 16:05,19,70.00,Tuz,1,20.00\n"
        "504,Cancelled,2024-03-16 15:05,18,75.00,Çay,1,75.00\n",
        ["sheet", "field.amount"],
        {"sheet": "transactions", "field.amount": "Order Total Amount", "map.Item Name": "product"},
        [
            (number, customer, datetime(2024, 3, 15, hour, 5), amount)
            for number, customer, hour, amount in (("501", "17", 14, "120.5"), ("502", "18", 15, "90"), ("503", "19", 16, "70"))
            for _ in range(2)
        ],
        {"order_total_repeated": 3, "no_sales": 1},
    ),
    Export(
        "payments that look like customers",
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Description,Fee,Status,Customer ID,Customer Email\n"
        "ch_1A,2024-03-15 09:50:26,1250.50,0.00,try,true,Abonelik,37.52,Paid,cus_9A,ada@ornek.com\n"
        "ch_1B,2024-03-16 10:50:26,80.00,80.00,try,true,Abonelik,2.40,Refunded,cus_9B,can@ornek.com\n"
        "ch_1C,2024-03-17 11:50:26,99.00,0.00,try,false,Abonelik,0.00,Failed,cus_9B,can@ornek.com\n",
        ["sheet"],
        {"sheet": "transactions", "field.order_id": "id", "map.Created date (UTC)": "ordered_at"},
        [("ch_1A", "cus_9A", datetime(2024, 3, 15, 9, 50, 26), "1250.5")],
        {"no_sales": 2},
    ),
    Export(
        "a market place whose cancelled orders have no price",
        "order-id\tpurchase-date\tbuyer-email\tproduct-name\tquantity-purchased\tcurrency\titem-price\torder-status\n"
        "736-3563777-5518068\t2024-03-15T18:54:21+00:00\ta22@ornek.com\tSnowboard\t2\tTRY\t349.98\tShipped\n"
        "736-3563777-5518069\t2024-03-16T18:54:21+00:00\ta23@ornek.com\tKayak\t1\tTRY\t\tCancelled\n",
        ["sheet", "field.customer_id", "field.amount"],
        {"sheet": "transactions", "field.customer_id": "buyer-email", "field.amount": "item-price"},
        [("736-3563777-5518068", "a22@ornek.com", datetime(2024, 3, 15, 18, 54, 21), "349.98")],
        {"no_sales": 1, "times_with_zone": 1},
        "orders.txt",
    ),
    Export(
        "a package that keeps letters and numbers of papers apart",
        "Cari kodu\tCari ünvanı\tEvrak seri\tEvrak sıra\tTarih\tHareket cinsi\tEvrak tipi\tMeblağ\tDöviz\n"
        "120 01 0001\tABC LTD. ŞTİ.\tA\t17\t25/03/2024\tToptan satış\tSatış Faturası\t1.234,56\tTL\n"
        "120 01 0001\tABC LTD. ŞTİ.\tM\t3\t27/03/2024\tNakit\tTahsilat Makbuzu\t1.000,00\tTL\n",
        ["sheet", "field.order_id"],
        {"sheet": "transactions", "join.order_id": "Evrak seri|Evrak sıra"},
        [("A 17", "120 01 0001", datetime(2024, 3, 25), "1234.56")],
        {"no_sales": 1},
        "mikro.txt",
    ),
    Export(
        "sales listed below the names of customers",
        "Örnek Inc.\nSales by Customer Detail\nJanuary - March 2024\n\n"
        ",Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance\n"
        'ABC Ltd,,,,,,,,,\n,03/15/2024,Invoice,1017,Consulting,March,2.00,617.28,"1,234.56","1,234.56"\n'
        ',03/20/2024,Credit Memo,1018,Consulting,Return,-1.00,234.56,-234.56,"1,000.00"\n'
        'Total for ABC Ltd,,,,,,1.00,,"$1,000.00",\nÖz Oto,,,,,,,,,\n'
        ",03/25/2024,Sales Receipt,1019,Parts,,1.00,99.90,99.90,99.90\nTotal for Öz Oto,,,,,,1.00,,$99.90,\n"
        'TOTAL,,,,,,2.00,,"$1,099.90",\n',
        ["sheet", "field.campaign"],
        {"sheet": "transactions", "field.order_id": "Num", "down.customer_id": "whole"},
        [
            ("1017", "ABC Ltd", datetime(2024, 3, 15), "1234.56"),
            ("1018", "ABC Ltd", datetime(2024, 3, 20), "-234.56"),
            ("1019", "Öz Oto", datetime(2024, 3, 25), "99.9"),
        ],
        {"taken_from_above": 3, "returns": 1},
    ),
    Export(
        "invoices with required headings under stars",
        "*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,Total,*Description,*Quantity,*UnitAmount\n"
        "ABC Ltd,INV-0017,15 Mar 2024,15 Apr 2024,1234.56,Danışmanlık,2,617.28\n",
        ["sheet", "field.amount"],
        {"sheet": "transactions", "field.amount": "Total"},
        [("INV-0017", "ABC Ltd", MARCH, "1234.56")],
    ),
    Export(
        "electronic invoices of the tax office",
        "Fatura No;Fatura Tarihi;Alıcı VKN/TCKN;Alıcı Ünvan;Mal Hizmet Toplam Tutarı;Hesaplanan KDV;Ödenecek Tutar;Durum\n"
        "ABC2024000000017;15-03-2024;0123456789;ABC LTD;1.000,00;200,00;1.200,00;Onaylandı\n"
        "ABC2024000000018;26-03-2024;12345678901;ADA ÖZ;99,90;19,98;119,88;İptal Edildi\n",
        ["sheet", "field.amount"],
        {"sheet": "transactions", "field.amount": "Mal Hizmet Toplam Tutarı"},
        [("ABC2024000000017", "0123456789", MARCH, "1000")],
        {"no_sales": 1},
    ),
    Export(
        "movements of a bank account",
        "ÖRNEK BANKASI A.Ş.;;;;\nTarih Aralığı : 01.03.2024 - 31.03.2024;;;;\n;;;;\n"
        "İşlem Tarihi;Dekont No;Açıklama;Tutar;Bakiye\n15/03/2024 10:22;000123;GELEN EFT ADA ÖZ;1.234,56;5.000,00\n"
        "27/03/2024 12:22;000125;KİRA ÖDEMESİ;-2.000,00;3.000,00\n",
        ["sheet", "field.order_id", "field.customer_id"],
        {"sheet": "transactions", "field.order_id": "Dekont No", "field.customer_id": "Açıklama"},
        [
            ("000123", "GELEN EFT ADA ÖZ", datetime(2024, 3, 15, 10, 22), "1234.56"),
            ("000125", "KİRA ÖDEMESİ", datetime(2024, 3, 27, 12, 22), "-2000"),
        ],
        {"returns": 1},
    ),
]  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.title)
def test_an_export_asks_what_it_leaves_open_and_is_read_as_answered(empty_workspace: Workspace, export: Export) -> None:
    draft = intake.draft_file(empty_workspace, export.text.encode(), export.name)
    assert [question.key for question in draft.sheet.questions] == export.asked
    draft = intake.answer_all(draft, export.answers)
    assert draft.sheet.questions == ()
    result = intake.check(empty_workspace, draft)
    names = ("order_id", "customer_id", "ordered_at", "amount")
    rows = [tuple(row[name] for name in names) for row in result.rows().sort_by("row_number").to_pylist()]
    assert rows == [(*row[:3], Decimal(row[3])) for row in export.rows]
    found = {line.rule: line.count for line in result.summaries}
    assert {rule: found.get(rule) for rule in export.found} == export.found


def test_headings_in_two_lines_are_read_together_where_only_both_are_known(empty_workspace: Workspace) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        tab = book.add_worksheet()
        lines = [
            ["Cari Hesap Ekstresi"],
            ["", "Belge", "", "Cari Hesap", "", "Tutar", ""],
            ["Tarih", "Türü", "Numarası", "Kodu", "Ünvanı", "Borç", "Alacak"],
            ["15.01.2024", "Satış Faturası", "A1", "120.01", "ABC Ltd.", 1234.56, None],
            ["20.01.2024", "Tahsilat", "T1", "120.01", "ABC Ltd.", None, 1000],
            ["25.02.2024", "Satış İade Faturası", "İ1", "120.02", "Öz Oto", None, 34.5],
            ["", "", "", "", "TOPLAM", 1234.56, 1034.5],
        ]
        for row, line in enumerate(lines):
            tab.write_row(row, 0, line)
    draft = intake.draft_file(empty_workspace, target.getvalue(), "ekstre.xlsx")
    assert draft.sheet.file_headings == (
        "Tarih",
        "Türü",
        "Belge Numarası",
        "Cari Hesap Kodu",
        "Ünvanı",
        "Borç",
        "Alacak",
    )
    assert [question.key for question in draft.sheet.questions] == ["sheet"]
    draft = intake.answer_all(draft, {"sheet": "transactions", "field.amount": "Borç"})
    result = intake.check(empty_workspace, draft)
    assert [(row["order_id"], row["customer_id"], row["amount"]) for row in result.rows().to_pylist()] == [
        ("A1", "120.01", Decimal("1234.56")),
        ("İ1", "120.02", Decimal("-34.5")),
    ]


def test_a_form_of_answers_is_not_taken_for_customers(empty_workspace: Workspace) -> None:
    text = (
        "Zaman damgası,Müşteri No,Bizi tavsiye eder misiniz? (0-10),Yorum\n"
        "2024/03/15 2:05:33 ÖS EET,17,9,iyi\n2024/03/16 11:05:33 ÖÖ EET,18,3,\n"
    )
    draft = intake.draft_file(empty_workspace, text.encode(), "form.csv")
    assert draft.sheet.questions[0].key == "sheet"
    answers = {"sheet": "surveys", "field.score": "Bizi tavsiye eder misiniz? (0-10)", "kind": "nps"}
    result = intake.check(empty_workspace, intake.answer_all(draft, answers))
    assert [(row["customer_id"], row["answered_at"], row["score"]) for row in result.rows().to_pylist()] == [
        ("17", datetime(2024, 3, 15, 14, 5, 33), Decimal(9)),
        ("18", datetime(2024, 3, 16, 11, 5, 33), Decimal(3)),
    ]
    assert "times_with_zone" in {line.rule for line in result.summaries}


def test_a_field_that_the_sheet_does_not_have_is_refused_with_those_that_it_has(empty_workspace: Workspace) -> None:
    draft = intake.draft_file(empty_workspace, b"Customer ID,Name\n1,Ada\n", "people.csv")
    with pytest.raises(QuestionFault) as refused:
        intake.answer(draft, "field.order_id", "Name")
    assert str(refused.value.details["possible"]).startswith("field.customer_id, field.name")
