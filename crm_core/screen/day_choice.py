"""The day that a page looks at: ends of months to pick from, or any day typed; the choice travels with the link."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from crm_core.errors import QuestionFault
from crm_core.numbers import day_text
from crm_core.periods import add_months, last_finished_month, month_end, month_start, months_between
from crm_core.screen.day_field import day_words, read_day
from crm_core.screen.faults import show_fault
from crm_core.screen.fields import pick
from crm_core.screen.link import choose, chosen
from crm_core.screen.state import language, reader, t
from crm_core.words import mark

USUAL = "period"


def months_to_pick() -> dict[str, str]:
    """Finished months of the data, the newest first: code (2025-06) and the last day in words."""
    present = reader()
    as_of = present.state.as_of or present.filters.period.end
    months = months_of(present.state.first_day or as_of, as_of)
    return {code: day_text(day, language()) for code, day in months.items()}


def months_of(first_day: date, as_of: date) -> dict[str, date]:
    """Finished months between the days, the newest first: code and last day; the month itself where none is finished."""
    last, first = last_finished_month(as_of), month_start(first_day)
    months = [add_months(last, -back) for back in range(months_between(first, last) + 1)] or [month_start(as_of)]
    return {f"{month:%Y-%m}": min(month_end(month), as_of) for month in months}


def period_end_word() -> Mapping[str, str]:
    """The choice that follows the filters: the last day of the period."""
    return {USUAL: t("Last day of the period: {day}", day=day_text(reader().filters.period.end, language()))}


def day_choice(label: str, words: Mapping[str, str], key: str, default: str) -> str:
    """A code of ``words``, or a day (2025-06-15) that the reader typed; both stand in the link under ``key``."""
    typed = _typed_before(key, words)
    options = {typed: day_text(date.fromisoformat(typed), language()), **words} if typed else dict(words)
    picked = pick(label, options, key, default)
    _other_day(label, key, words)
    return picked


def _typed_before(key: str, words: Mapping[str, str]) -> str:
    """The day that the link says, where it is one of the data and none of the words; else nothing."""
    said = (chosen(key) or ("",))[0]
    try:
        day = None if said in words else date.fromisoformat(said)
    except ValueError:
        return ""
    return "" if day is None or _code_of(day, words) is None else said


def _code_of(day: date, words: Mapping[str, str]) -> str | None:
    """How a day stands in the link: as its month where it ends one of ``words``; None for a day outside the data."""
    state = reader().state
    if state.as_of is None or not (state.first_day or state.as_of) <= day <= state.as_of:
        return None
    month = f"{day:%Y-%m}"
    return month if month in words and day == month_end(day) else day.isoformat()


def _other_day(label: str, key: str, words: Mapping[str, str]) -> None:
    """The field for any other day; what cannot be a day of the data is said, and changes nothing."""
    field = f"{key}-typed@{language()}"
    text = st.text_input(
        t("{label}: any other day", label=label),
        key=field,
        placeholder=day_words(reader().filters.period.end),
        on_change=_keep_typed,
        args=(key, field, dict(words)),
    )
    if text:
        try:
            _known_code(read_day(text), words)
        except QuestionFault as fault:
            show_fault(fault)


def _known_code(day: date, words: Mapping[str, str]) -> str:
    """How a day of the data stands in the link; another one is a :class:`QuestionFault`."""
    code, state = _code_of(day, words), reader().state
    if code is None:
        raise QuestionFault(
            mark("The data run from {first} to {last}; choose a day between."),
            first=day_text(state.first_day, language()),
            last=day_text(state.as_of, language()),
        )
    return code


def _keep_typed(key: str, field: str, words: dict[str, str]) -> None:
    """Take the typed day as the choice and empty the field; what is no day of the data stays in it, to be said."""
    try:
        choose(key, (_known_code(read_day(st.session_state[field]), words),))
    except QuestionFault:
        return
    st.session_state[field] = ""
