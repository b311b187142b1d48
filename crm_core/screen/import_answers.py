"""Answers that the reader gave to the import's questions, in words, each with a button that takes it back."""

import streamlit as st

from crm_core import intake
from crm_core.intake import Draft
from crm_core.screen.draft_answers import take_back
from crm_core.screen.import_columns import READ_AS
from crm_core.screen.state import language, t
from crm_core.words import mark

SAID = {
    "decimal": mark("“{about}”: {choice}"),
    "dates": mark("“{about}”: {choice}"),
    "constant": mark("“{about}” in every row: {choice}"),
    "kind": mark("All rows are: {choice}"),
    "guess": mark("Columns taken as their values look: {choice}"),
    "down": mark("“{about}” from the lines or cells above: {choice}"),
    "credits": mark("The other side of the account: {choice}"),
}
CHOICES = {
    "comma": READ_AS[","],
    "point": READ_AS["."],
    "day-first": READ_AS["day-first"],
    "month-first": READ_AS["month-first"],
    "yes": mark("yes"),
    "no": mark("no"),
    "code": mark("the number in the line"),
    "whole": mark("the whole line"),
    "fill": mark("what stands above"),
    "out": mark("left out"),
    "below": mark("below zero"),
    "keep": mark("sales like the others"),
}


def given_answers(draft: Draft) -> None:
    """One button for each answer."""
    for key, code in draft.choices.items():
        if key.partition(".")[0] in SAID:
            st.button(
                t("Take back: {answer}", answer=answer_words(draft, key, code)),
                key=f"back-{key}-{draft.draft_id[:8]}-{language()}",
                on_click=take_back,
                args=(draft, key),
                icon=":material/undo:",
            )


def answer_words(draft: Draft, key: str, code: str) -> str:
    """An answer as a reader would say it: what it is about, and the choice; a value of the reader's own stays as it is."""
    name, _, about = key.partition(".")
    labels = {item.name: t(item.label) for item in intake.SHEET_FIELDS.get(draft.sheet.sheet or "", ())}
    known = intake.SURVEY_KINDS | intake.CONTACT_KINDS if name == "kind" else CHOICES
    is_own = name == "constant" or code not in known
    return t(SAID[name], about=labels.get(about, about), choice=code if is_own else t(known[code]))
