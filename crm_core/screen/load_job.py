"""A load, from the press of its button to its result page; it goes on by itself while its reader looks elsewhere.

What was pressed is begun first of all in the next run, before anything is drawn that a further click could cut short.
"""

import threading
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from crm_core import cockpit, intake
from crm_core.errors import Fault, FileFault, WorkspaceFault
from crm_core.intake import CheckResult, Draft, LoadResult
from crm_core.numbers import number_text
from crm_core.screen.draft_answers import given_what_waits
from crm_core.screen.faults import show_fault
from crm_core.screen.import_result import remember_effect
from crm_core.screen.import_trial import is_tried, step_words, trial_signature
from crm_core.screen.import_upload import go_on, table_name
from crm_core.screen.link import choose
from crm_core.screen.loader import loader_name
from crm_core.screen.state import language, reader, t
from crm_core.screen.under_way import UnderWay, begun, follow

AGAIN = "import-again"
_FOLLOWED, _PRESSED, _CHANGED = "load_job", "load_pressed", "load_changed_since"
Load = UnderWay[LoadResult | None]
"""None comes of a load that would not do what its reader saw."""
_under_way: dict[tuple[Path, str], Load] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Pressed:
    """A press of the button: for which draft of which workspace, on what the reader saw, and with what was said beside it."""

    place: Path
    draft_id: str
    seen: Hashable
    again: bool
    loaded_by: str | None


def _load_button(draft: Draft, result: CheckResult, is_closed: bool) -> None:
    """The button that loads what the trial above it showed."""
    st.button(
        t("Load {n} rows", n=number_text(result.rows_accepted, language())),
        key=f"load-{draft.draft_id[:8]}",
        type="primary",
        disabled=is_closed,
        on_click=_press,
        args=(draft.draft_id, trial_signature(draft, result.folder, reader().state.build_id)),
        icon=":material/publish:",
    )
    if st.session_state.get(_CHANGED) == draft.draft_id:
        st.info(
            t(
                "What the load will do has changed since you saw it, by your last choice or by another load. "
                "Look at it above and press again."
            )
        )
        del st.session_state[_CHANGED]


def _press(draft_id: str, seen: Hashable) -> None:
    """Callback: the load is wanted as the reader saw it."""
    again = bool(st.session_state.get(AGAIN))
    st.session_state[_PRESSED] = Pressed(reader().workspace.path, draft_id, seen, again, loader_name())


def begin_pressed_load() -> None:
    """Begin the load that was pressed, if one was; called first of all in each run, when every callback has been carried out.

    Answers given in one go with the press are given before it. A load of the draft that is under way is joined.
    """
    pressed = st.session_state.get(_PRESSED)
    if pressed is None:
        return
    with suppress(WorkspaceFault, FileFault):  # what was removed meanwhile cannot be loaded, and the page says so
        st.session_state[_FOLLOWED] = (pressed.place, pressed.draft_id), _begun_or_joined(pressed)
    del st.session_state[_PRESSED]


def _begun_or_joined(pressed: Pressed) -> Load:
    """The load of the draft that is under way, or a new one."""
    workspace, key = cockpit.open_workspace(pressed.place), (pressed.place, pressed.draft_id)
    draft = given_what_waits(intake.open_draft(workspace, pressed.draft_id))
    with _lock:
        job = _under_way.get(key)
        if job is None:
            job = _under_way[key] = begun(pressed.place, lambda job: _carried_out(draft, pressed, job))
            job.outcome.add_done_callback(lambda _: _under_way.pop(key, None))
        return job


def _carried_out(draft: Draft, pressed: Pressed, job: Load) -> LoadResult | None:
    """The load, in its thread; nothing is loaded where it would do something else than what the reader saw."""
    workspace = cockpit.open_workspace(pressed.place)
    job.show(0.0, "check")
    if draft.sheet.questions:
        return None
    checked = intake.check(workspace, draft)
    if pressed.seen != trial_signature(draft, checked.folder, workspace.state().build_id):
        return None
    return intake.load(workspace, draft, job.show, again=pressed.again, loaded_by=pressed.loaded_by)


def load_from_elsewhere(draft: Draft | None) -> None:
    """Follow at once, above all else, a load of the draft that this reader has not tried here.

    It may have been begun before a reload, or by somebody else; a trial of it would wait until it is over.
    """
    if draft is not None and _job_of(draft) and not is_tried(draft):
        _follow_load(draft)


def load_or_button(draft: Draft, result: CheckResult, is_closed: bool) -> None:
    """The load of this draft where one is under way, else the button that begins it."""
    _follow_load(draft)
    _load_button(draft, result, is_closed)


def _follow_load(draft: Draft) -> None:
    """How far the load of the draft has come, and then its result page; nothing where there is none.

    What a load failed of is shown, and the draft stands as it was.
    """
    job = _job_of(draft)
    if job is None:
        return
    st.session_state[_FOLLOWED] = _key_of(draft), job
    place = st.container()
    told = st.markdown(
        t(
            "**{name}** is being loaded. You may leave this page: the load goes on, and its draft shows it when you come back.",
            name=table_name(draft),
        )
    )
    with place:
        follow(job, step_words)
    told.empty()
    failure = job.outcome.exception()
    if isinstance(failure, Fault):
        show_fault(failure)
    del st.session_state[_FOLLOWED]
    if isinstance(failure, Fault):
        return
    loaded = job.outcome.result()
    if loaded is None:
        st.session_state[_CHANGED] = draft.draft_id
        return
    remember_effect(loaded)
    choose("loaded", (str(loaded.load_id),))
    go_on()
    st.rerun()


def _job_of(draft: Draft) -> Load | None:
    """The load of the draft that is under way, or that this reader followed and that is over by now."""
    key = _key_of(draft)
    followed, job = st.session_state.get(_FOLLOWED, (None, None))
    return _under_way.get(key) or (job if followed == key else None)


def _key_of(draft: Draft) -> tuple[Path, str]:
    return reader().workspace.path, draft.draft_id
