"""A load goes on by itself while its reader looks elsewhere; the page that comes back to its draft shows how far it is.

Streamlit ends a run of the script at the reader's next click, and with it whatever the run was doing. So a load has a
thread of its own in the server: a click, a reload or a lost connection takes nothing of it away.
"""

import threading
from collections.abc import Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from crm_core import intake
from crm_core.errors import Fault
from crm_core.intake import CheckResult, Draft, LoadResult
from crm_core.numbers import number_text
from crm_core.screen.faults import show_fault
from crm_core.screen.import_result import remember_effect
from crm_core.screen.import_trial import is_tried, trial_signature
from crm_core.screen.import_upload import go_on, table_name
from crm_core.screen.link import choose
from crm_core.screen.loader import loader_name
from crm_core.screen.state import language, reader, t
from crm_core.store import Workspace
from crm_core.words import mark

MOST_AT_ONCE = 4
SECONDS_BETWEEN_LOOKS = 0.2
STEP_WORDS = {
    "check": mark("Checking every row"),
    "store": mark("Storing the rows"),
    "rollups": mark("Rebuilding the summaries"),
}
AGAIN = "import-again"
_FOLLOWED, _PRESSED, _CHANGED = "load_job", "load_pressed", "load_changed_since"


@dataclass
class LoadJob:
    """One load under way: of which draft of which workspace, how far it has come, and what comes of it."""

    place: Path
    draft_id: str
    share: float = 0.0
    step: str = "check"
    outcome: Future[LoadResult] = field(default_factory=Future)

    def show(self, share: float, step: str) -> None:
        """Progress of the load."""
        self.share, self.step = min(1.0, share), step if step in STEP_WORDS else "rollups"


_threads = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="load")
_under_way: dict[tuple[Path, str], LoadJob] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Pressed:
    """A press of the button: for which draft, on what the reader saw, and with what was said beside it."""

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
        args=(draft.draft_id, trial_signature(draft, result.folder)),
        icon=":material/publish:",
    )
    if st.session_state.pop(_CHANGED, False):
        st.info(t("Your last choice changed what the load will do. Look at it above and press again."))


def _press(draft_id: str, seen: Hashable) -> None:
    """Callback: the load is wanted as the reader saw it; the next run begins it before it draws, so that none is lost."""
    st.session_state[_PRESSED] = Pressed(draft_id, seen, bool(st.session_state.get(AGAIN)), loader_name())


def _begin_what_was_pressed(draft: Draft) -> None:
    pressed = st.session_state.pop(_PRESSED, None)
    if pressed is None or pressed.draft_id != draft.draft_id:
        return
    if not draft.sheet.questions:
        with st.spinner(t("Checking every row …")):
            result = intake.check(reader().workspace, draft)
        if pressed.seen == trial_signature(draft, result.folder):
            _begin_load(draft, pressed.again, pressed.loaded_by)
            return
    st.session_state[_CHANGED] = True


def _begin_load(draft: Draft, again: bool, loaded_by: str | None) -> None:
    """Load the draft in a thread of its own, or join the load of it that is under way."""
    workspace = reader().workspace
    with _lock:
        job = _under_way.get((workspace.path, draft.draft_id))
        if job is None:
            job = _begun(workspace, draft, again, loaded_by)
    st.session_state[_FOLLOWED] = job


def load_from_elsewhere(draft: Draft | None) -> None:
    """Begin the load that was pressed; one that this reader has not tried here is followed at once, above all else.

    It may have been begun before a reload, or by somebody else; a trial of it would wait until it is over.
    """
    if draft is not None:
        _begin_what_was_pressed(draft)
        if _job_of(draft) and not is_tried(draft):
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
    st.session_state[_FOLLOWED] = job
    told = st.markdown(
        t(
            "**{name}** is being loaded. You may leave this page: the load goes on, and its draft shows it when you come back.",
            name=table_name(draft),
        )
    )
    bar = st.progress(job.share, text=t(STEP_WORDS[job.step]))
    while wait((job.outcome,), SECONDS_BETWEEN_LOOKS).not_done:
        bar.progress(job.share, text=t(STEP_WORDS[job.step]))
    told.empty()
    bar.empty()
    try:
        loaded = job.outcome.result()
    except Fault as fault:
        del st.session_state[_FOLLOWED]
        show_fault(fault)
        return
    remember_effect(loaded)
    choose("loaded", (str(loaded.load_id),))
    go_on()
    del st.session_state[_FOLLOWED]
    st.rerun()


def _begun(workspace: Workspace, draft: Draft, again: bool, loaded_by: str | None) -> LoadJob:
    job = LoadJob(workspace.path, draft.draft_id)
    key = (job.place, job.draft_id)
    job.outcome = _threads.submit(intake.load, workspace, draft, job.show, again=again, loaded_by=loaded_by)
    _under_way[key] = job
    job.outcome.add_done_callback(lambda _: _under_way.pop(key, None))
    return job


def _job_of(draft: Draft) -> LoadJob | None:
    """The load of the draft that is under way, or that this reader followed and that is over by now."""
    key = (reader().workspace.path, draft.draft_id)
    followed = st.session_state.get(_FOLLOWED)
    return _under_way.get(key) or (followed if followed and (followed.place, followed.draft_id) == key else None)
