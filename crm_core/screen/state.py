"""Who is reading what: language, workspace, filters and look of the present run, and words in that language."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core.charts import Look
from crm_core.filters import Filters
from crm_core.store import Workspace, WorkspaceState
from crm_core.words import Language, translate, translate_count

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


def reader() -> Reader:
    """The reader of this run; the frame sets it before a page runs."""
    return st.session_state[_READER]


def set_reader(present: Reader) -> None:
    """Called by the frame once per run."""
    st.session_state[_READER] = present


def t(text: str, /, **values: Any) -> str:
    """The English source text in the reader's language; values must already be worded."""
    return translate(text, language(), **values)


def tn(one: str, many: str, count: int, /, **values: Any) -> str:
    """Singular or plural in the reader's language; give the worded number as ``n``."""
    return translate_count(one, many, count, language(), **values)


def language() -> Language:
    """Language of the present run, also before a workspace is open."""
    return st.session_state.get("language", "tr")
