"""By hand: files without headings, one value for every row, surveys' scales, and faults that name their file."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal

import pytest

from crm_core import intake
from crm_core.errors import FileFault, QuestionFault
from crm_core.intake.fields import Kind
from crm_core.intake.wording import stored_text
from crm_core.store import Workspace

BARE = "F1;0001;15.03.2024;1.234,56;Çay\nF2;0002;16.03.2024;99,90;Şişe\nF3;0002;16.03.2024;99,90;Şişe\n"


def draft_of(workspace: Workspace, text: str, name: str = "file.csv") -> intake.Draft:
    return intake.draft_file(workspace, text.encode(), name)


def keys(draft: intake.Draft) -> list[str]:
    return [question.key for question in draft.sheet.questions]


def test_a_file_without_headings_is_known_by_its_values_and_confirmed_by_one_click(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, BARE)
    assert (draft.sheet.reading.heading_row, draft.sheet.reading.row_count, keys(draft)) == (0, 3, ["guess"])
    taken = intake.answer(draft, "guess", "yes")
    rows = intake.check(empty_workspace, taken).rows().to_pylist()
    assert rows[0] == {
        "order_id": "F1",
        "customer_id": "0001",
        "ordered_at": datetime(2024, 3, 15),
        "amount": Decimal("1234.56"),
        "product": "Çay",
        "row_number": 1,
    }
    assert len(rows) == 3
    assert keys(intake.answer(draft, "guess", "no"))[0] == "sheet"


@pytest.mark.parametrize(
    ("text", "sheet", "fields"),
    [
        ("0001;Ada;a@b.co\n0002;Bo;c@d.co\n", "customers", ["customer_id", "name", "email"]),
        ("A1;15.03.2024;9\nA2;16.03.2024;10\nA1;17.03.2024;3\n", "surveys", ["customer_id", "answered_at", "score"]),
    ],
)
def test_other_sheets_are_known_by_their_values_too(
    empty_workspace: Workspace, text: str, sheet: str, fields: list[str]
) -> None:
    taken = intake.answer(draft_of(empty_workspace, text), "guess", "yes")
    assert (taken.sheet.sheet, [column.field for column in taken.sheet.columns]) == (sheet, fields)


def test_a_first_row_of_words_alone_is_never_eaten_unasked(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, "C001;Ada Ltd;Ankara\nC002;Öz A.Ş.;İzmir\n")
    assert keys(draft) == ["header"]
    assert intake.answer(draft, "header", "none").sheet.reading.row_count == 2
    assert intake.answer(draft, "header", "1").sheet.reading.row_count == 1
    known = draft_of(empty_workspace, "Müşteri No;Ünvan;Şehir\nC001;Ada Ltd;Ankara\n")
    assert keys(known) == [] and known.sheet.reading.heading_row == 1


def test_headings_that_stand_twice_are_still_headings(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, "Müşteri No;Ünvan;Ünvan\nA;Ada;Ltd\nB;Bora;AŞ\n")
    assert draft.sheet.headings == ("Müşteri No", "Ünvan", "Ünvan (2)")


def test_one_day_for_every_row_where_no_column_holds_it(empty_workspace: Workspace) -> None:
    draft = intake.answer(
        draft_of(empty_workspace, "Fatura No;Cari Kod;Tutar\n1;A;5\n2;B;6\n"), "sheet", "transactions"
    )
    (question,) = draft.sheet.questions
    assert (question.key, question.choices, question.constant) == ("field.ordered_at", (), "constant.ordered_at")
    said = intake.answer(draft, "constant.ordered_at", "31.12.2024")
    rows = intake.check(empty_workspace, said).rows().to_pylist()
    assert [row["ordered_at"] for row in rows] == [datetime(2024, 12, 31)] * 2
    for value in ("31.02.2024", "yarın"):
        with pytest.raises(QuestionFault, match="is no day"):
            intake.answer(draft, "constant.ordered_at", value)
    with pytest.raises(QuestionFault, match="not possible"):
        intake.answer(draft, "constant.amount", "5")
    intake.load(empty_workspace, said)
    later = draft_of(empty_workspace, "Fatura No;Cari Kod;Tutar\n3;A;5\n", "later.csv")
    assert keys(later) == ["field.ordered_at"]


def test_an_amount_that_no_column_holds_is_said_without_an_offer(empty_workspace: Workspace) -> None:
    text = "Fatura No;Cari Kod;Tarih\n1;A;13.02.2024\n"
    draft = intake.answer(draft_of(empty_workspace, text), "sheet", "transactions")
    (question,) = draft.sheet.questions
    assert (question.key, question.choices, question.constant) == ("field.amount", (), None)
    assert "No column is left" in question.text


SURVEYS = "Müşteri No;Anket Tarihi;Puan;Soru\nA;13.02.2024;9;NPS\nB;13.02.2024;4;CSAT\nB;13.02.2024;2;CSAT\nC;14.02.2024;3;CES\n"


def test_every_kind_of_survey_is_shown_with_its_answers_and_asked_for_its_scale(empty_workspace: Workspace) -> None:
    draft = draft_of(empty_workspace, SURVEYS)
    assert [column.field for column in draft.sheet.columns] == ["customer_id", "answered_at", "score", "kind"]
    assert keys(draft) == ["scale.ces", "scale.csat", "scale.ces.direction"]
    assert [(reading.kind, reading.answers, reading.seen) for reading in draft.sheet.surveys] == [
        ("ces", 1, (Decimal(3),)),
        ("csat", 2, (Decimal(2), Decimal(4))),
        ("nps", 1, (Decimal(9),)),
    ]
    choices = {"scale.ces": "1-7", "scale.csat": "1-5", "scale.ces.direction": "down", "scale.csat.direction": "down"}
    draft = intake.answer_all(draft, choices)
    rows = intake.check(empty_workspace, draft).rows().to_pylist()
    assert [(row["kind"], row["scale_max"], row["higher_is_better"]) for row in rows] == [
        ("nps", 10, True),
        ("csat", 5, False),
        ("csat", 5, False),
        ("ces", 7, False),
    ]


def test_answers_that_are_all_words_are_not_said_to_run_from_zero_to_zero(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Anket Tarihi;Memnuniyet\nA;15.03.2024;Memnunum\nB;15.03.2024;Hiç memnun değilim\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "anket.csv")
    draft = intake.answer_all(draft, {"sheet": "surveys", "field.score": "Memnuniyet", "kind": "csat"})
    (question,) = [one for one in draft.sheet.questions if one.key == "scale.csat"]
    worded = intake.worded(question.text, question.values, "en")
    assert worded == "On which scale was “Satisfaction (CSAT)” answered? No answer is a number yet."


@pytest.mark.parametrize(
    ("kind", "text", "worded"),
    [
        ("money", "1234.5600", "1.234,56"),
        ("number", "-3.0000", "−3"),
        ("moment", "2024-04-03 00:00:00", "3 Nisan 2024"),
        ("moment", "2024-04-03 09:05:00", "3 Nis 2024 09:05"),
        ("day", "2024-04-03", "3 Nisan 2024"),
        ("month", "2024-04-01", "Nis 2024"),
        ("yes", "false", "hayır"),
        ("word", "complaint", "Şikâyet"),
        ("code", "0001.50", "0001.50"),
    ],
)
def test_a_stored_value_is_worded_for_the_reader(kind: Kind, text: str, worded: str) -> None:
    assert stored_text(kind, text, "tr") == worded


def test_only_scales_that_hold_every_answer_are_offered() -> None:
    assert intake.scales_that_fit(Decimal(0), Decimal(7)) == ("0-10", "0-100")
    assert intake.scales_that_fit(Decimal(1), Decimal(4)) == ("0-10", "1-5", "1-7", "1-10", "0-100", "1-4")
    assert intake.scales_that_fit(Decimal(-5), Decimal(7)) == intake.scales_that_fit(None, None)


def packed(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "subject"),
    [
        (b"%PDF-1.7 ...", "fatura.csv", "fatura.csv"),
        (b"", "boş.csv", "boş.csv"),
        (b"Fatura No;Cari Kod;Tarih;Tutar\n", "başlık.csv", "başlık.csv"),
        (b"PK\x03\x04broken", "bozuk.xlsx", "bozuk.xlsx"),
        (packed(a__csv=b"%PDF-1.7", b__csv=b"Fatura No;Cari Kod\n1;A\n"), "iki.zip", "iki.zip · a.csv"),
    ],
)
def test_a_fault_names_the_file_it_speaks_of(
    empty_workspace: Workspace, content: bytes, name: str, subject: str
) -> None:
    with pytest.raises(FileFault) as raised:
        intake.draft_files(empty_workspace, content, name)
    assert raised.value.subject == subject


def test_a_file_that_looks_like_nothing_is_asked_one_thing_first(empty_workspace: Workspace) -> None:
    text = "REC,Tastiness,date,Account,Region\n9,6.0,2012-04-08,Account C,NAM\n0,5.0,2012-04-23,Account S,EMEA\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "nps.csv")
    assert [question.key for question in draft.sheet.questions] == ["sheet"]
    draft = intake.answer(draft, "sheet", "surveys")
    (asked,) = [question for question in draft.sheet.questions if question.key == "field.customer_id"]
    said = [intake.worded(choice.text, choice.values, "tr") for choice in asked.choices]
    assert any(text.startswith("Region") for text in said) and not any("Bölge" in text for text in said)
