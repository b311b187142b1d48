"""What the reader answers about a draft: kept by the callback of its field, given by the run that opens the draft next.

A callback is carried out before a run draws anything, also where the run before it was cut short by a further click.
So a field answered and a button pressed at once both count; a run begun anew in the middle would lose the button.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.errors import Fault
from crm_core.intake import Draft
from crm_core.screen.faults import show_fault
from crm_core.screen.state import language

_WAITING, _REFUSED, _TURN = "draft_answers", "draft_answers_refused", "draft_answers_turn"
SHOWN_AT_THEIR_FIELD = ("map", "constant", "period")
Refused = tuple[str, tuple[str, ...], Fault]


def answer_next(draft: Draft, choices: Mapping[str, str]) -> None:
    """Let the next run give these answers, one after another; nothing where there are none."""
    if choices:
        st.session_state.setdefault(_WAITING, []).append((draft.draft_id, dict(choices)))


def take_back(draft: Draft, key: str) -> None:
    """Let the next run take one answer back."""
    answer_next(draft, {key: ""})


def with_answers(draft: Draft) -> Draft:
    """The draft with the answers that wait for it; why one is impossible is shown here, or by :func:`show_refused`."""
    draft = given_what_waits(draft)
    for fault in _refused(draft, lambda kind: kind not in SHOWN_AT_THEIR_FIELD):
        show_fault(fault)
    return draft


def given_what_waits(draft: Draft) -> Draft:
    """The draft with the answers that wait for it, the possible ones; those to another draft are let go."""
    waiting = st.session_state.get(_WAITING, [])
    if waiting:
        st.session_state[_REFUSED] = []
    while waiting:
        draft_id, choices = waiting[0]
        if draft_id == draft.draft_id:
            draft = _given(draft, choices)
        waiting.pop(0)
    return draft


def show_refused(draft: Draft, *kinds: str) -> None:
    """Why the last answers of these kinds could not be given, where they can be mended."""
    for fault in _refused(draft, lambda kind: kind in kinds):
        show_fault(fault)


def answer_field(draft: Draft, key: str, present: str) -> str:
    """Name of the field of an answer: another one when the answer is another, or was refused, so that it says what holds."""
    turn = st.session_state.get(_TURN, 0)
    return f"{key}@{draft.draft_id[:8]}-{present}-{turn}-{language()}"


def answer_with(draft: Draft, key: str, field: str, also: Mapping[str, str]) -> None:
    """Callback of a field whose value is the answer; ``also`` are answers that it sets aside."""
    picked = st.session_state[field]
    if picked is not None:
        answer_next(draft, {**also, key: picked})


def answer_grid(
    draft: Draft, rows: pd.DataFrame, key: str, answers: Callable[[pd.DataFrame], Mapping[str, str]], **look: Any
) -> None:
    """A grid of ``rows`` whose changed cells are answers; ``look`` is what Streamlit's editor takes for columns and heights."""
    st.data_editor(
        rows,
        hide_index=True,
        num_rows="fixed",
        key=key,
        on_change=_answer_edited,
        args=(draft, rows, key, answers),
        **look,
    )


def _answer_edited(
    draft: Draft, rows: pd.DataFrame, field: str, answers: Callable[[pd.DataFrame], Mapping[str, str]]
) -> None:
    """Callback of a grid: the answers that its changed cells come to."""
    edited = rows.copy()
    changed: Mapping[int, Mapping[str, Any]] = st.session_state[field]["edited_rows"]
    for place, cells in changed.items():
        for name, value in cells.items():
            edited.iloc[int(place), list(rows.columns).index(name)] = value
    answer_next(draft, answers(edited))


def _given(draft: Draft, choices: Mapping[str, str]) -> Draft:
    try:
        return intake.answer_all(draft, choices)
    except Fault as fault:
        st.session_state[_REFUSED].append((draft.draft_id, tuple(choices), fault))
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
        return draft


def _refused(draft: Draft, is_shown: Callable[[str], bool]) -> list[Fault]:
    said: list[Refused] = st.session_state.get(_REFUSED, [])
    return [
        fault
        for draft_id, keys, fault in said
        if draft_id == draft.draft_id and any(is_shown(key.partition(".")[0]) for key in keys)
    ]
