"""Who is reading what: language, workspace, filters and look of the present run, and words in that language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from crm_core.charts import Look
from crm_core.filters import Filters
from crm_core.intake.later_loads import later_loads_text
from crm_core.numbers import day_text, number_text
from crm_core.screen.as_written import begun, unobeyed, within
from crm_core.store import LaterLoads, Workspace, WorkspaceState
from crm_core.words import Language, translate, translate_count

LOOSE_SIGN = re.compile("\u2212(?=[^\\W\\d_]|[₺$€£])")
_READER = "reader"


@dataclass(frozen=True)
class Reader:
    """One reader in one run of the script."""

    workspace: Workspace
    state: WorkspaceState
    filters: Filters
    look: Look

    @property
    def language(self) -> Language:
        """Language of every word on the screen."""
        return self.look.language

    @property
    def currency(self) -> str:
        """Currency of the workspace, as an ISO code."""
        return self.state.currency


_reader_elsewhere: ContextVar[Reader | None] = ContextVar("reader_elsewhere", default=None)
_language_of_run: ContextVar[Language | None] = ContextVar("language_of_run", default=None)


def reader() -> Reader:
    """The reader of this run; the frame sets it before a page runs."""
    return _reader_elsewhere.get() or st.session_state[_READER]


@contextmanager
def reading_as(present: Reader) -> Iterator[None]:
    """The same reader where no run of the script is: Streamlit makes a download in a thread of its own."""
    before = _reader_elsewhere.set(present)
    try:
        yield
    finally:
        _reader_elsewhere.reset(before)


def set_reader(present: Reader) -> None:
    """Called by the frame once per run."""
    st.session_state[_READER] = present


def set_language(language: Language) -> None:
    """Called by the frame first in every run; a thread runs the scripts of one session, and words are asked for hundreds of times."""
    st.session_state["language"] = language
    _language_of_run.set(language)


def t(text: str, /, **values: Any) -> str:
    """The English source text in the reader's language; values must already be worded."""
    return _shown(text, translate(text, language(), **_harmless(values)))


def tn(one: str, many: str, count: int, /, **values: Any) -> str:
    """Singular or plural in the reader's language; give the worded number as ``n``."""
    return _shown(one, translate_count(one, many, count, language(), **_harmless(values)))


def _harmless(values: dict[str, Any]) -> dict[str, Any]:
    """Texts of data format nothing, link nowhere and load no picture; words and numbers have no signs that would."""
    return {name: unobeyed(within(value)) if isinstance(value, str) else value for name, value in values.items()}


def _shown(source: str, text: str) -> str:
    """The text with every minus kept on one line with the currency after it; what begins with a value begins no list."""
    return LOOSE_SIGN.sub("\u2212\u2060", text if begun(source) != source else begun(text))


def worded_value(value: Any) -> str:
    """A value of a fault or a note in the reader's language; texts are words of data or marked words."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return number_text(value, language())
    if isinstance(value, float):
        return number_text(value, language(), 1)
    if isinstance(value, date):
        return day_text(value, language())
    if isinstance(value, LaterLoads):
        return later_loads_text(value, language())
    return t(str(value))


def language() -> Language:
    """Language of the present run, also before a workspace is open."""
    elsewhere = _reader_elsewhere.get()
    if elsewhere is not None:
        return elsewhere.language
    return _language_of_run.get() or st.session_state.get("language", "tr")
