"""Names written in several ways, each with a button that writes all of them alike."""

import streamlit as st

from crm_core.intake import Draft
from crm_core.intake.spellings import Spelling, spellings, stored_names
from crm_core.numbers import number_text
from crm_core.screen.as_written import unobeyed
from crm_core.screen.draft_answers import answer_next
from crm_core.screen.state import language, reader, t
from crm_core.store import Workspace


def spelling_step(draft: Draft) -> None:
    """Cities, channels, products that may be one; nothing is made one without a press of the button."""
    present = reader()
    stored = _stored(str(present.workspace.path), present.state.build_id, draft.sheet.sheet, present.workspace)
    found = spellings(draft, stored)
    if not found:
        return
    open_ones = sum(1 for spelling in found if spelling.settled is None)
    label = t("Names written in several ways: {n}", n=number_text(open_ones, language()))
    with st.expander(label, icon=":material/spellcheck:", expanded=open_ones < len(found)):
        for place, spelling in enumerate(found):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{unobeyed(spelling.heading)}**: {unobeyed(_ways(spelling))}")
                _decide(draft, spelling, f"{place}-{draft.draft_id[:8]}")


@st.cache_data(max_entries=20, show_spinner=False)
def _stored(place: str, build_id: int, sheet: str, _workspace: Workspace) -> dict[str, dict[str, str]]:
    """Names as the workspace writes them already, kept until it changes."""
    return stored_names(_workspace, sheet)


def _decide(draft: Draft, spelling: Spelling, key: str) -> None:
    if spelling.settled is None:
        st.button(
            t("Write all as “{name}”", name=spelling.proposed),
            key=f"spell-{key}",
            on_click=answer_next,
            args=(draft, spelling.choices(spelling.proposed)),
            icon=":material/done_all:",
        )
    else:
        st.button(
            t("Take back: all as “{name}”", name=spelling.settled),
            key=f"unspell-{key}",
            on_click=answer_next,
            args=(draft, dict.fromkeys(spelling.choices(spelling.settled), "")),
            icon=":material/undo:",
        )


def _ways(spelling: Spelling) -> str:
    ways = " · ".join(f"{text} ({number_text(count, language())})" for text, count in spelling.variants)
    if spelling.stored is None or spelling.stored in dict(spelling.variants):
        return ways
    return t("{ways}; stored already as {name}", ways=ways, name=spelling.stored)
