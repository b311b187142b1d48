"""Personal data of an import: masked in previews until revealed, and stated with their ground before the load."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import CheckResult, Draft
from crm_core.intake.personal import (
    BASIS,
    BASIS_WORDS,
    LONGEST_SOURCE,
    NOT_STATED,
    SOURCE,
    UNSTATED,
    Consent,
    Stated,
    consents,
    masked,
    masked_headings,
    personal_columns,
    stated,
)
from crm_core.numbers import number_text
from crm_core.screen.draft_answers import answer_field, answer_next, answer_with
from crm_core.screen.state import language, t, tn
from crm_core.words import mark

ROWS_BEHIND_LINES = 1000
STATED_WORDS = {NOT_STATED: UNSTATED, **BASIS_WORDS}
CONSENT_WORDS = {
    "consent_email": mark("E-mail"),
    "consent_sms": mark("Text message"),
    "consent_call": mark("Call"),
}


def reveal_switch(draft: Draft) -> None:
    """Names are masked in every preview of the import until the reader asks for them."""
    if masked_headings(draft.sheet):
        st.toggle(t("Reveal personal data"), key=_switch(draft))


def hidden(draft: Draft) -> frozenset[str]:
    """Columns whose cells previews mask now."""
    return frozenset() if st.session_state.get(_switch(draft)) else masked_headings(draft.sheet)


def shown_cell(draft: Draft, heading: str | None, text: str) -> str:
    """The cell as previews show it."""
    return masked(text) if heading in hidden(draft) else text


def shown_rows(draft: Draft, rows: Sequence[Sequence[str]], headings: Sequence[str]) -> pd.DataFrame:
    """Rows of a preview, the cells of masked columns masked."""
    covers = [_cover(draft, heading) for heading in headings]
    return pd.DataFrame(
        [[cover(cell) for cover, cell in zip(covers, row, strict=True)] for row in rows], columns=list(headings)
    )


def shown_lines(draft: Draft, lines: Sequence[str]) -> list[str]:
    """Raw lines of the file, what masked columns hold in them masked."""
    covered = hidden(draft)
    if not covered:
        return list(lines)
    cells = draft.cells().slice(0, ROWS_BEHIND_LINES)
    places = [place for place, heading in enumerate(draft.sheet.headings) if heading in covered]
    texts = {text for place in places for text in cells.column(place).to_pylist() if text and text.strip()}
    return [_without(line, sorted(texts, key=len, reverse=True)) for line in lines]


def personal_data(draft: Draft, result: CheckResult) -> None:
    """Which fields are personal, on what ground they are kept and where they come from; nothing where there are none."""
    columns = personal_columns(draft.sheet)
    if not columns:
        return
    with st.container(border=True):
        st.markdown(t("**Personal data**"))
        fields = [t(intake.field_of(draft.sheet.sheet, c.field).label) if c.field else c.attribute for c in columns]
        words = ", ".join(word for word in fields if word)
        count = number_text(len(columns), language())
        st.caption(
            tn(
                "{n} personal field will be stored: {fields}. What you state here stands in the history of the load.",
                "{n} personal fields will be stored: {fields}. What you state here stands in the history of the load.",
                len(columns),
                n=count,
                fields=words,
            )
        )
        left, right = st.columns(2)
        said = stated(draft.choices)
        with left:
            _basis(draft, said)
        with right:
            _source(draft, said)
        _consent(consents(draft.sheet, result.rows()), said)


def stated_words(said: Stated) -> str:
    """Legal basis and source as the history says them."""
    basis = t(STATED_WORDS[said.basis]) if said.basis in STATED_WORDS else t(STATED_WORDS[NOT_STATED])
    source = said.source or t(STATED_WORDS[NOT_STATED])
    return t("Legal basis: {basis} · Source: {source}", basis=basis, source=source)


def _basis(draft: Draft, said: Stated) -> None:
    present = said.basis or NOT_STATED
    field = answer_field(draft, "basis", present)
    st.selectbox(
        t("Legal basis for keeping them"),
        list(STATED_WORDS),
        index=list(STATED_WORDS).index(present),
        format_func=lambda code: t(STATED_WORDS[code]),
        key=field,
        on_change=answer_with,
        args=(draft, BASIS, field, {}),
    )


def _source(draft: Draft, said: Stated) -> None:
    present = said.source or ""
    field = answer_field(draft, "source", present)
    st.text_input(
        t("Where the data come from"),
        present,
        max_chars=LONGEST_SOURCE,
        placeholder=t("for example: the shop's accounts, the loyalty card form"),
        key=field,
        on_change=_say_source,
        args=(draft, field, present),
    )


def _say_source(draft: Draft, field: str, present: str) -> None:
    wanted = " ".join((st.session_state[field] or "").split())
    if wanted != present:
        answer_next(draft, {SOURCE: wanted or NOT_STATED})


def _consent(told: tuple[Consent, ...], said: Stated) -> None:
    """Consent by channel, in rows; a channel that no column speaks of is said too."""
    if not told:
        return
    st.caption(t("Consent: {channels}", channels=" · ".join(_channel(consent) for consent in told)))
    if said.basis == "consent" and not any(consent.is_told for consent in told):
        st.warning(t("You state consent, but no column of the file says who gave it."), icon=":material/help:")


def _channel(consent: Consent) -> str:
    channel = t(CONSENT_WORDS[consent.field])
    if not consent.is_told:
        return t("{channel}: no column says it", channel=channel)
    counts = {"yes": consent.agreed, "no": consent.refused, "empty": consent.silent}
    worded = {name: number_text(count, language()) for name, count in counts.items()}
    return t("{channel}: {yes} yes, {no} no, {empty} empty", channel=channel, **worded)


def _switch(draft: Draft) -> str:
    return f"reveal-{draft.draft_id[:8]}"


def _cover(draft: Draft, heading: str) -> Callable[[str], str]:
    return masked if heading in hidden(draft) else str


def _without(line: str, texts: Sequence[str]) -> str:
    for text in texts:
        line = line.replace(text, masked(text))
    return line
