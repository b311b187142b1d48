"""By hand: mappings used before, explained words, joined and split columns, and what becomes of every cell."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crm_core import intake
from crm_core.__main__ import main as command_line
from crm_core.errors import QuestionFault
from crm_core.intake import Draft
from crm_core.store import Workspace

ODD = "Evrak;Kimlik;Gün;Bedel\nF1;A;01/02/2024;1.234\nF2;B;03/04/2024;5.678\n"
ODD_CHOICES = {
    "sheet": "transactions",
    "field.order_id": "Evrak",
    "field.customer_id": "Kimlik",
    "field.ordered_at": "Gün",
    "field.amount": "Bedel",
}


def drafted(workspace: Workspace, text: str, name: str = "file.csv") -> Draft:
    return intake.draft_file(workspace, text.encode(), name)


def stored(workspace: Workspace, text: str) -> list[tuple[Any, ...]]:
    with workspace.session() as session:
        return session.execute(text)


def answered(draft: Draft, **choices: str) -> Draft:
    for key, choice in choices.items():
        draft = intake.answer(draft, key, choice)
    return draft


def loaded_once(workspace: Workspace) -> Draft:
    draft = drafted(workspace, ODD, "ocak.csv")
    for key, choice in (*ODD_CHOICES.items(), ("dates.Gün", "day-first"), ("decimal.Bedel", "comma")):
        draft = intake.answer(draft, key, choice)
    intake.load(workspace, draft)
    return draft


def test_a_mapping_used_before_is_proposed_first_and_says_so(empty_workspace: Workspace) -> None:
    loaded_once(empty_workspace)
    again = drafted(empty_workspace, "BEDEL;Gün;Kimlik;Evrak\n9.001;04/05/2024;C;F3\n", "şubat.csv")
    assert again.sheet.questions == ()
    assert {column.heading: (column.field, column.reason) for column in again.sheet.columns} == {
        "BEDEL": ("amount", "used"),
        "Gün": ("ordered_at", "used"),
        "Kimlik": ("customer_id", "used"),
        "Evrak": ("order_id", "used"),
    }
    result = intake.check(empty_workspace, again)
    assert result.rows().column("ordered_at").to_pylist() == [datetime(2024, 5, 4)]
    assert result.rows().column("amount").to_pylist() == [Decimal("9001.0000")]


def test_a_column_that_settles_its_reading_is_not_overruled_by_what_was_used_before(empty_workspace: Workspace) -> None:
    loaded_once(empty_workspace)
    again = drafted(empty_workspace, "Evrak;Kimlik;Gün;Bedel\nF4;C;02/13/2024;1,234.50\n", "mart.csv")
    result = intake.check(empty_workspace, again)
    assert result.rows().column("ordered_at").to_pylist() == [datetime(2024, 2, 13)]
    assert result.rows().column("amount").to_pylist() == [Decimal("1234.5000")]


def test_what_was_used_before_can_be_changed_set_aside_and_forgotten(empty_workspace: Workspace) -> None:
    loaded_once(empty_workspace)
    (kept,) = intake.saved_mappings(empty_workspace)
    assert (kept.sheet, kept.file_name, kept.headings) == (
        "transactions",
        "ocak.csv",
        ("Evrak", "Kimlik", "Gün", "Bedel"),
    )
    again = drafted(empty_workspace, ODD.replace("F1", "F9"), "nisan.csv")
    changed = intake.answer(again, "map.Kimlik", "-")
    assert [question.key for question in changed.sheet.questions] == ["field.customer_id"]
    assert again.sheet.is_sheet_sure and "sheet" in intake.used_before(again.choices)
    aside = intake.answer(changed, "mapping", "none")
    assert intake.used_before(aside.choices) == {} and "sheet" in [question.key for question in aside.sheet.questions]
    intake.forget_mapping(empty_workspace, kept.signature)
    assert intake.saved_mappings(empty_workspace) == ()
    fresh = drafted(empty_workspace, ODD.replace("F1", "F8"), "mayıs.csv")
    assert fresh.choices == {}


def test_words_that_nobody_knows_are_listed_with_counts_and_can_be_explained(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Temas Tarihi;Tür;Kanal\nA;01.02.2024;bilmece;faks\nB;01.02.2024;Şikayet;FAKS\n"
    text += "C;02.02.2024;bilmece;telefon\nD;02.02.2024;hiç;\n"
    draft = drafted(empty_workspace, text)
    found = [(v.field, v.heading, v.text, v.rows, v.chosen) for v in draft.sheet.unknown_values]
    assert found == [
        ("kind", "Tür", "bilmece", 2, None),
        ("kind", "Tür", "hiç", 1, None),
        ("channel", "Kanal", "FAKS", 1, None),
        ("channel", "Kanal", "faks", 1, None),
    ]
    draft = answered(draft, **{"value.kind.bilmece": "contact", "value.channel.faks": "written", "value.kind.hiç": "-"})
    assert [value.chosen for value in draft.sheet.unknown_values] == ["contact", "-", "written", "written"]
    result = intake.check(empty_workspace, draft)
    assert result.rows().column("kind").to_pylist() == ["contact", "complaint", "contact"]
    assert result.rows().column("channel").to_pylist() == ["written", "written", "spoken"]
    assert [(line.rule, line.field, line.count) for line in result.summaries] == [("missing", "kind", 1)]
    with pytest.raises(QuestionFault, match="not possible"):
        intake.answer(draft, "value.kind.hiç", "nonsense")


def test_words_explained_once_are_known_in_the_next_file(empty_workspace: Workspace) -> None:
    head = "Müşteri No;Temas Tarihi;Tür\n"
    first = drafted(empty_workspace, f"{head}A;01.02.2024;bilmece\n")
    intake.load(empty_workspace, intake.answer(first, "value.kind.bilmece", "service"))
    second = drafted(empty_workspace, f"{head}B;03.02.2024;Bilmece\n", "second.csv")
    assert intake.check(empty_workspace, second).rows().column("kind").to_pylist() == ["service"]


def test_words_of_satisfaction_become_scores_only_when_taken(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Anket Tarihi;CSAT\nA;01.02.2024;Çok memnunum\nB;01.02.2024;memnun değilim\nC;01.02.2024;4\n"
    draft = intake.answer(drafted(empty_workspace, text), "scale.csat", "1-5")
    assert [(v.text, v.proposed, v.chosen) for v in draft.sheet.unknown_values] == [
        ("memnun değilim", "2", None),
        ("Çok memnunum", "5", None),
    ]
    assert intake.check(empty_workspace, draft).rows_refused == 2
    taken = answered(draft, **{f"value.score.{v.text}": v.proposed or "" for v in draft.sheet.unknown_values})
    assert intake.check(empty_workspace, taken).rows().column("score").to_pylist() == [
        Decimal("5.0000"),
        Decimal("2.0000"),
        Decimal("4.0000"),
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [("Erkek", "male"), ("E", "male"), ("m", "male"), ("KADIN", "female"), ("kadin", "female"), ("?", None)],
)
def test_gender_is_a_code_whatever_word_stands_for_it(empty_workspace: Workspace, said: str, code: str | None) -> None:
    result = intake.check(empty_workspace, drafted(empty_workspace, f"Müşteri No;Cinsiyet\nA;{said}\n"))
    assert result.rows().column("gender").to_pylist() == [code]
    assert [line.rule for line in result.summaries] == ([] if code else ["unknown_word_optional"])


@pytest.mark.parametrize(
    ("said", "is_given"), [("Evet", True), ("1", True), ("true", True), ("H", False), ("0", False)]
)
def test_consent_is_read_from_every_usual_word(empty_workspace: Workspace, said: str, is_given: bool) -> None:
    result = intake.check(empty_workspace, drafted(empty_workspace, f"Müşteri No;SMS izni\nA;{said}\n"))
    assert result.rows().column("consent_sms").to_pylist() == [is_given]


def test_two_columns_feed_one_field_and_one_feeds_two(empty_workspace: Workspace) -> None:
    text = "Müşteri No;Adı;Soyadı;Yer\nA; Ayşe ;Işık;Ankara/Çankaya\nB;Öz;;İzmir\nC;;;\n"
    draft = answered(
        drafted(empty_workspace, text), **{"join.name": "adı|soyadı", "split.Yer": "slash", "map.Yer – 1": "region"}
    )
    assert draft.sheet.headings == ("Müşteri No", "Adı", "Soyadı", "Yer", "Adı + Soyadı", "Yer – 1", "Yer – 2")
    rows = intake.check(empty_workspace, draft).rows()
    assert rows.column("name").to_pylist() == ["Ayşe Işık", "Öz", None]
    assert rows.column("region").to_pylist() == ["Ankara", "İzmir", None]
    intake.load(empty_workspace, draft)
    again = drafted(empty_workspace, "Müşteri No;adı;Soyadı;YER\nD;Su;Ak;Bursa/Nilüfer\n", "next.csv")
    rows = intake.check(empty_workspace, again).rows()
    assert (rows.column("name").to_pylist(), rows.column("region").to_pylist()) == (["Su Ak"], ["Bursa"])
    undone = answered(again, mapping="none")
    assert undone.sheet.headings == ("Müşteri No", "adı", "Soyadı", "YER")
    for key, choice in (
        ("join.name", "Adı"),
        ("join.nothing", "Adı|Soyadı"),
        ("split.Yer", "x"),
        ("split.Yok", "slash"),
    ):
        with pytest.raises(QuestionFault):
            intake.answer(again, key, choice)


def test_the_command_line_takes_the_same_keys(tmp_path: Path) -> None:
    file = tmp_path / "temas.csv"
    file.write_text("Müşteri No;Temas Tarihi;Tür\nA;01.02.2024;bilmece\nB;31.02.2024;Şikayet\n", encoding="utf-8")
    said = ["value.kind.bilmece=contact", "fix.1.row3.Temas Tarihi=29.02.2024", 'fix.2.set.Tür=["Şikayet","söz"]']
    place = tmp_path / "night.duckdb"
    answers = [word for answer in said for word in ("--answer", answer)]
    told = CliRunner().invoke(command_line, ["import", str(file), "--workspace", str(place), "--json", *answers])
    assert (told.exit_code, json.loads(told.output)["rows_accepted"]) == (0, 2)
    workspace = Workspace.open(place)
    assert stored(workspace, "select kind from interactions order by row_number") == [("contact",), ("promise",)]
    workspace.close()


def test_rows_of_sums_are_kept_when_the_reader_says_so(empty_workspace: Workspace) -> None:
    text = "Fatura No;Cari Kod;Tarih;Tutar\n1;A;01.02.2024;5\n;GENEL TOPLAM;;5\n"
    draft = drafted(empty_workspace, text)
    assert intake.check(empty_workspace, draft).rows_read == 1
    assert intake.check(empty_workspace, intake.answer(draft, "totals", "keep")).rows_read == 2
