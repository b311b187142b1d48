"""By hand: an export of support tickets, whose headings name no field outright: what is proposed, asked, and why."""

from typing import Any

import pytest

from crm_core import intake
from crm_core.intake import Draft
from crm_core.store import Workspace

HEAD = (
    "Ticket ID;Customer Name;Customer Email;Customer Age;Date of Purchase;Ticket Type;Ticket Status;Ticket Channel;"
    "First Response Time;Time to Resolution;Customer Satisfaction Rating;Resolution\n"
)
ROWS = (
    "1;Ada Öz;ada@example.com;41;2021-03-22;Technical issue;Closed;Phone;2023-06-01 12:15;2023-06-01 18:05;3;Sum total.\n"
    "2;Can Su;can@example.com;41;2021-05-22;Refund request;Open;Chat;;;;\n"
    "3;Ece Ay;ece@example.com;37;2020-07-14;Refund request;Closed;Email;2023-06-01 11:14;2023-06-02 01:57;1;Done\n"
)
ANSWERS = {"sheet": "interactions", "field.customer_id": "Customer Email", "field.occurred_at": "Date of Purchase"}


def _drafted(workspace: Workspace, text: str = HEAD + ROWS, **choices: str) -> Draft:
    draft = intake.draft_file(workspace, text.encode(), "tickets.csv")
    return intake.answer_all(draft, choices) if choices else draft


def _why(draft: Draft) -> dict[str, Any]:
    return {column.heading: (column.field, column.reason) for column in draft.sheet.columns}


def test_columns_that_fit_are_offered_first_with_what_speaks_for_them(empty_workspace: Workspace):
    sheet, customer, day = _drafted(empty_workspace).sheet.questions
    assert (sheet.key, sheet.values["sheet"]) == ("sheet", "Interactions")
    assert [choice.code for choice in customer.choices][:2] == ["Customer Email", "Customer Name"]
    assert customer.choices[0].values == {"heading": "Customer Email", "n": 3, "rows": 3}
    assert [choice.code for choice in day.choices if "days" in choice.text] == ["Date of Purchase"]
    assert day.choices[0].code == "Date of Purchase"


def test_moments_are_proposed_and_what_feeds_nothing_says_why(empty_workspace: Workspace):
    found = _why(_drafted(empty_workspace, **ANSWERS))
    assert found["First Response Time"] == ("first_response_at", "times")
    assert found["Time to Resolution"] == ("resolved_at", "times")
    assert found["Ticket Status"] == (None, "state")
    assert found["Customer Satisfaction Rating"] == (None, "of surveys")
    assert found["Customer Name"] == (None, "of customers")
    assert found["Customer Age"] == found["Resolution"] == (None, "none")


@pytest.mark.parametrize("durations", [("2.5", "7"), ("45123", "45200"), ("3 saat", "1 gün")])
def test_durations_are_never_taken_for_days(empty_workspace: Workspace, durations: tuple[str, str]):
    text = HEAD + ROWS.replace("2023-06-01 18:05", durations[0]).replace("2023-06-02 01:57", durations[1])
    assert _why(_drafted(empty_workspace, text, **ANSWERS))["Time to Resolution"] == (None, "durations")


def test_words_nobody_explained_are_named_with_where_to_explain_them(empty_workspace: Workspace):
    draft = _drafted(empty_workspace, **ANSWERS)
    (line,) = (line for line in intake.check(empty_workspace, draft).summaries if line.rule == "unknown_word")
    assert (line.heading, line.count, line.values) == (
        "Ticket Type",
        3,
        {"words": "“Refund request”, “Technical issue”"},
    )
    assert "step 3" in line.advice
    said = [(word.text, word.proposed, word.because) for word in draft.sheet.unknown_values]
    assert said == [("Refund request", "contact", "request"), ("Technical issue", "complaint", "issue")]


def test_the_proposed_meanings_load_every_row(empty_workspace: Workspace):
    draft = _drafted(empty_workspace, **ANSWERS)
    proposed = {f"value.{word.field}.{word.text}": word.proposed or "" for word in draft.sheet.unknown_values}
    result = intake.check(empty_workspace, intake.answer_all(draft, proposed))
    assert result.rows().column("kind").to_pylist() == ["complaint", "contact", "contact"]
    assert [line.rule for line in result.summaries] == []


def test_words_that_contradict_each_other_propose_nothing_and_failed_formulas_are_no_words(empty_workspace: Workspace):
    text = "Cari Kod;Tarih;Ticket Type\nA;01.02.2024;complaint request\nB;02.02.2024;#N/A\nC;03.02.2024;servis\n"
    draft = intake.draft_file(empty_workspace, text.encode(), "a.csv")
    assert [(word.text, word.proposed) for word in draft.sheet.unknown_values] == [("complaint request", None)]
    found = {line.rule: line.count for line in intake.check(empty_workspace, draft).summaries}
    assert found == {"unknown_word": 1, "unreadable": 1}


def test_the_same_file_is_loaded_as_contacts_and_again_as_answers(empty_workspace: Workspace):
    contacts = _drafted(empty_workspace, **ANSWERS)
    proposed = {f"value.{word.field}.{word.text}": word.proposed or "" for word in contacts.sheet.unknown_values}
    intake.load(empty_workspace, intake.answer_all(contacts, proposed))
    again = _drafted(empty_workspace, sheet="surveys")
    assert _why(again)["Customer Satisfaction Rating"] == ("score", "known")
    answers = intake.answer_all(again, {"map.Time to Resolution": "answered_at", "kind": "csat", "scale.csat": "1-5"})
    loaded = intake.load(empty_workspace, answers)
    assert (loaded.sheet, loaded.rows_accepted, loaded.rows_refused) == ("surveys", 2, 1)
