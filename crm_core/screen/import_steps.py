"""The first steps of an import, each drawn by one function: file, understanding."""

from typing import Any

import streamlit as st

from crm_core import intake
from crm_core.intake import Draft, Question
from crm_core.numbers import number_text
from crm_core.screen.draft_answers import answer_field, answer_with, show_refused, with_answers
from crm_core.screen.import_answers import given_answers
from crm_core.screen.import_personal import reveal_switch, shown_rows
from crm_core.screen.import_templates import templates
from crm_core.screen.import_upload import other_tables, table_name, unfinished, upload
from crm_core.screen.link import choose, chosen, put_in_link
from crm_core.screen.state import language, reader, t, tn
from crm_core.settings import row_limit, upload_limit_mb
from crm_core.terms import SHEET_WORDS
from crm_core.words import mark

LINK_KEYS = ("draft", "waiting", "loaded")
ENCODING_WORDS = {
    "utf-8": "UTF-8",
    "utf-8-cp1254": mark("UTF-8 with single letters of Windows Turkish (1254)"),
    "utf-16": "UTF-16",
    "cp1254": mark("Windows Turkish (1254)"),
    "iso8859-9": mark("ISO Turkish (8859-9)"),
    "cp1252": mark("Windows Western (1252)"),
}
SEPARATOR_WORDS = {
    "semicolon": mark("Semicolon ;"),
    "comma": mark("Comma ,"),
    "tab": mark("Tab"),
    "bar": mark("Bar |"),
    "blanks": mark("Blanks"),
    "places": mark("Place in the line"),
}


def draft_in_progress() -> Draft | None:
    """The draft that the link names, if any; a reload of the page comes back to it."""
    put_in_link(*LINK_KEYS)
    said = chosen("draft")
    if said and not intake.has_draft(reader().workspace, said[0]):
        choose("draft", ())
        st.info(t("The draft in this link does not belong to this workspace. Bring the file again."))
        return None
    return with_answers(intake.open_draft(reader().workspace, said[0])) if said else None


def file_step(draft: Draft | None) -> None:
    """Step 1: bring a file; it is copied to disk at once and the upload is let go."""
    st.subheader(t("1. The file"), anchor=False)
    if draft is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            count = draft.sheet.reading.row_count
            told = {"name": table_name(draft), "rows": _number(count)}
            st.markdown(tn("**{name}**, {rows} row", "**{name}**, {rows} rows", count, **told))
            st.button(t("Bring another file"), on_click=_begin_anew, icon=":material/undo:")
        other_tables()
        return
    st.markdown(
        t(
            "Drop a file into the box or press its button. Taken in: .csv, .tsv, .txt, .xlsx, .xls, .ods, or a .zip holding "
            "them; at most {size} MB and {rows} rows each. Nothing goes into the workspace before you have seen the findings; the file is kept beside it.",
            size=_number(upload_limit_mb()),
            rows=_number(row_limit()),
        )
    )
    upload()
    unfinished()
    st.caption(t("Rows that you mended in a downloaded workbook can be dropped here too; their import continues."))
    with st.container(horizontal=True):
        templates()


def understanding_step(draft: Draft) -> None:
    """Step 2: what the file is and how it was read, with the questions that only the reader can answer."""
    reading, sheet = draft.sheet.reading, draft.sheet
    st.subheader(t("2. What was understood"), anchor=False)
    slots = st.columns(4)
    with slots[0]:
        draft_setting(
            draft, "sheet", t("The file holds"), {code: t(word) for code, word in SHEET_WORDS.items()}, sheet.sheet
        )
    with slots[1]:
        if reading.encoding:
            words = {reading.encoding: reading.encoding} | {code: t(word) for code, word in ENCODING_WORDS.items()}
            draft_setting(draft, "encoding", t("Letters are written in"), words, reading.encoding)
        elif reading.tab:
            draft_setting(draft, "tab", t("Sheet of the workbook"), {tab: tab for tab in reading.tabs}, reading.tab)
    with slots[2]:
        if reading.separator:
            words = {code: t(word) for code, word in SEPARATOR_WORDS.items()}
            draft_setting(draft, "separator", t("Cells are separated by"), words, reading.separator)
    with slots[3 if reading.separator else 2]:
        rows = {str(row): _number(row) for row in range(1, max(10, reading.heading_row) + 1)}
        present = str(reading.heading_row) if reading.heading_row else "none"
        words = {"none": t("none, every row is data")} | rows
        draft_setting(draft, "header", t("Headings stand in row"), words, present)
    if reading.title_lines:
        st.caption(t("Lines above the headings, not read: {lines}", lines=" · ".join(reading.title_lines)))
    st.dataframe(
        shown_rows(draft, reading.sample, reading.headings),
        hide_index=True,
        key="import-sample",
        alt=t("The first three rows as they were read"),
    )
    reveal_switch(draft)
    for question in sheet.questions:
        _ask(draft, question)
    given_answers(draft)


def draft_setting(draft: Draft, key: str, label: str, words: dict[str, str], present: str) -> None:
    """One choice of the draft as a list; changing it is answered at once."""
    codes, now = list(words), draft.choices.get(key, present)
    field = answer_field(draft, key, now)
    st.selectbox(
        label,
        codes,
        index=codes.index(now),
        format_func=lambda code: words[code],
        key=field,
        on_change=answer_with,
        args=(draft, key, field, {}),
    )


def _ask(draft: Draft, question: Question) -> None:
    """One open question; the answer goes into the draft at once."""
    words = {choice.code: intake.worded(choice.text, choice.values, language()) for choice in question.choices}
    text = intake.worded(question.text, question.values, language())
    field = answer_field(draft, question.key, "")
    with st.container(border=True):
        if words:
            st.radio(
                text,
                list(words),
                index=None,
                format_func=lambda code: words[code],
                key=field,
                horizontal=len(words) < 8,
                on_change=answer_with,
                args=(draft, question.key, field, {}),
            )
        else:
            st.warning(text, icon=":material/help:")
        if question.constant:
            _ask_constant(draft, question.constant)


def _ask_constant(draft: Draft, constant: str) -> None:
    """One value for every row, typed in, where no column holds it."""
    field = f"{constant}@{draft.draft_id[:8]}-{language()}"
    said = st.text_input(t("One value for every row"), key=field, placeholder=t("31.12.2024, or a word"))
    if said:
        st.button(
            t("Use it for every row"),
            key=f"use-{field}",
            on_click=answer_with,
            args=(draft, constant, field, {}),
            icon=":material/done_all:",
        )
    show_refused(draft, "constant")


def _begin_anew() -> None:
    choose("draft", ())
    choose("waiting", ())


def _number(value: Any) -> str:
    return number_text(int(value), language())
