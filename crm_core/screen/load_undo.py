"""Undo of a load and the way back to before it: what it would do is found and told before it can be pressed."""

from typing import Any

import streamlit as st

from crm_core import cockpit, intake
from crm_core.errors import Fault, LoadFault
from crm_core.intake.undo_effects import UndoEffect, undo_effect
from crm_core.numbers import number_text
from crm_core.screen.faults import show_fault
from crm_core.screen.import_effects import effect_tables
from crm_core.screen.state import language, reader, t, tn
from crm_core.screen.under_way import UnderWay, begun, follow

_UNDER_WAY, _TRIAL = "undo_under_way", "undo_trial"
Undo = UnderWay[tuple[int, ...]]
"""The loads that were taken back; none where that would do something else than what its reader saw."""


def undo_done() -> None:
    """What came of the last press, said once, also to a reader who looked elsewhere meanwhile."""
    job = _job()
    if job is None or not job.outcome.done():
        return
    failure = job.outcome.exception()
    if isinstance(failure, Fault):
        show_fault(failure)
    elif failure is None:
        _say_done(job.outcome.result())
    del st.session_state[_UNDER_WAY]
    if failure is not None and not isinstance(failure, Fault):
        raise failure


def _say_done(load_ids: tuple[int, ...]) -> None:
    if not load_ids:
        st.info(
            t("What taking the load back would do has changed since you saw it. Look at it again before you press.")
        )
        return
    words = ", ".join(map(str, load_ids))
    st.success(
        tn("Load {loads} was taken back.", "Loads {loads} were taken back.", len(load_ids), loads=words),
        icon=":material/undo:",
    )


def undo_form(row: Any) -> None:
    """Two ways back; the tick tells the effect, the button does it."""
    load_id = int(row.load_id)
    with st.container(border=True):
        st.markdown(t("**Take this load back**"))
        job = _job()
        if job is not None:
            follow(job, lambda _: t("Taking the load back …"))
            st.rerun()
        st.caption(_rows_told(row))
        if st.checkbox(t("Yes, take load {load_id} back", load_id=str(load_id)), key=f"undo-{load_id}"):
            _told_and_done(load_id, False, t("Undo this load"))
        label = t("Yes, take load {load_id} and every later one back", load_id=str(load_id))
        if st.checkbox(label, key=f"restore-{load_id}"):
            label = t("Restore the workspace to before load {load_id}", load_id=str(load_id))
            _told_and_done(load_id, True, label)


def _rows_told(row: Any) -> str:
    """What undo does to the rows of the sheet."""
    counts = {"new": row.rows_new, "changed": row.rows_changed, "removed": row.rows_removed}
    worded = {name: number_text(int(count), language()) for name, count in counts.items()}
    return t(
        "{new} rows that it brought go, {changed} rows that it changed get their old values back, "
        "{removed} rows that it removed come back. Tick a line to see what that does to the figures; nothing is done yet.",
        **worded,
    )


def _told_and_done(load_id: int, with_later: bool, label: str) -> None:
    """The effect on the figures, or why it cannot be; then the button."""
    try:
        found = _tried(load_id, with_later)
    except LoadFault as fault:
        show_fault(fault)
        return
    if len(found.load_ids) > 1:
        st.markdown(t("Taken back together: loads {loads}.", loads=", ".join(map(str, found.load_ids))))
    effect_tables(found.effect)
    st.button(
        label,
        key=f"do-{load_id}-{with_later}",
        on_click=_begin,
        args=(load_id, with_later, found.load_ids, reader().state.build_id),
        icon=":material/undo:",
        type="primary",
    )


def _begin(load_id: int, with_later: bool, load_ids: tuple[int, ...], build_id: int) -> None:
    """Callback: take back what the reader saw; a second press joins the first."""
    place = reader().workspace.path

    def taken_back(job: Undo) -> tuple[int, ...]:
        workspace = cockpit.open_workspace(place)
        if workspace.state().build_id != build_id:
            return ()
        (intake.restore if with_later else intake.undo)(workspace, load_id, job.show)
        return load_ids

    if _job() is None:
        st.session_state[_UNDER_WAY] = begun(place, taken_back)


def _job() -> Undo | None:
    """What this reader pressed for in this workspace, until what came of it is said."""
    job = st.session_state.get(_UNDER_WAY)
    return job if job is not None and job.place == reader().workspace.path else None


def _tried(load_id: int, with_later: bool) -> UndoEffect:
    """The trial, kept for the session until the workspace changes."""
    signature = (load_id, with_later, reader().workspace.name, reader().state.build_id)
    kept = st.session_state.get(_TRIAL)
    if kept is None or kept[0] != signature:
        with st.spinner(t("Trying what taking it back would change …")):
            kept = (signature, undo_effect(reader().workspace, load_id, with_later))
        st.session_state[_TRIAL] = kept
    return kept[1]
