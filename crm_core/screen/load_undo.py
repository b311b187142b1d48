"""Undo of a load and the way back to before it: what it would do is found and told before it can be pressed."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from crm_core import intake
from crm_core.errors import LoadFault
from crm_core.intake.undo_effects import UndoEffect, undo_effect
from crm_core.numbers import number_text
from crm_core.screen.faults import show_fault
from crm_core.screen.import_effects import effect_tables
from crm_core.screen.state import language, reader, t, tn
from crm_core.store import Workspace

_DONE = "undo_done"


def undo_done() -> None:
    """What was taken back by the last press, said once."""
    done = st.session_state.pop(_DONE, ())
    if done:
        words = ", ".join(map(str, done))
        st.success(
            tn("Load {loads} was taken back.", "Loads {loads} were taken back.", len(done), loads=words),
            icon=":material/undo:",
        )


def undo_form(row: Any) -> None:
    """Two ways back; the tick tells the effect, the button does it."""
    load_id = int(row.load_id)
    with st.container(border=True):
        st.markdown(t("**Take this load back**"))
        st.caption(_rows_told(row))
        if st.checkbox(t("Yes, take load {load_id} back", load_id=str(load_id)), key=f"undo-{load_id}"):
            _told_and_done(load_id, False, t("Undo this load"), intake.undo)
        label = t("Yes, take load {load_id} and every later one back", load_id=str(load_id))
        if st.checkbox(label, key=f"restore-{load_id}"):
            label = t("Restore the workspace to before load {load_id}", load_id=str(load_id))
            _told_and_done(load_id, True, label, intake.restore)


def _rows_told(row: Any) -> str:
    """What undo does to the rows of the sheet."""
    counts = {"new": row.rows_new, "changed": row.rows_changed, "removed": row.rows_removed}
    worded = {name: number_text(int(count), language()) for name, count in counts.items()}
    return t(
        "{new} rows that it brought go, {changed} rows that it changed get their old values back, "
        "{removed} rows that it removed come back. Tick a line to see what that does to the figures; nothing is done yet.",
        **worded,
    )


def _told_and_done(load_id: int, with_later: bool, label: str, undo: Callable[[Workspace, int], Any]) -> None:
    """The effect on the figures, or why it cannot be; then the button."""
    try:
        found = _tried(load_id, with_later)
    except LoadFault as fault:
        show_fault(fault)
        return
    if len(found.load_ids) > 1:
        st.markdown(t("Taken back together: loads {loads}.", loads=", ".join(map(str, found.load_ids))))
    effect_tables(found.effect, f"undo-{load_id}-{with_later}")
    if st.button(label, key=f"do-{load_id}-{with_later}", icon=":material/undo:", type="primary"):
        with st.spinner(t("Taking the load back …")):
            undo(reader().workspace, load_id)
        st.session_state[_DONE] = found.load_ids
        st.rerun()


def _tried(load_id: int, with_later: bool) -> UndoEffect:
    """The trial, kept for the session until the workspace changes."""
    signature = (load_id, with_later, reader().workspace.name, reader().state.build_id)
    kept = st.session_state.get("undo_trial")
    if kept is None or kept[0] != signature:
        with st.spinner(t("Trying what taking it back would change …")):
            kept = (signature, undo_effect(reader().workspace, load_id, with_later))
        st.session_state["undo_trial"] = kept
    return kept[1]
