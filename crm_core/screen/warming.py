"""Answers that pages ask first, prepared in the background where a workspace is large; a small one starts no thread.

Readers go first: the thread is nice to others where the system knows that, and waits between questions while somebody asks.
What is prepared is what :func:`crm_core.screen.asking.ask` keeps, so a page finds it as if another reader had asked.
"""

import gc
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from crm_core.errors import Fault
from crm_core.numbers import number_text
from crm_core.screen.asking import keep_answer, seconds_since_asked
from crm_core.screen.first_questions import Asked, Question, asked_of_periods, everything_asked
from crm_core.screen.state import language, t
from crm_core.settings import large_from_lines
from crm_core.store import Workspace, WorkspaceState

SECONDS_BETWEEN_LOOKS = 3
QUIET_SECONDS, LONGEST_WAIT = 1.0, 20.0
NICE = 10


@dataclass
class WarmUp:
    """One preparation: of which build, how far it has come, and whether it is over."""

    build_id: int
    of: int
    done: int = 0
    is_over: bool = False
    is_stopped: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


_latest: dict[Path, WarmUp] = {}
_lock = threading.Lock()


def warm_up(
    workspace: Workspace, state: WorkspaceState, questions: Mapping[str, Sequence[Question]] | None = None
) -> WarmUp | None:
    """The preparation of this build, begun now where none was; None where the workspace is small or empty.

    ``questions`` by period take the place of all that is prepared otherwise.
    """
    if state.as_of is None:
        return None
    with _lock:
        latest = _latest.get(workspace.path)
        if latest is None or latest.build_id != state.build_id:
            latest = _begun(workspace, state, questions)
            _latest[workspace.path] = latest
        return latest if latest.of else None


def stop_warming() -> None:
    """Let every preparation end after the question that it is at; called before the workspaces are let go."""
    with _lock:
        present = list(_latest.values())
        _latest.clear()
    for warm in present:
        warm.is_stopped.set()


def preparing(warm: WarmUp | None) -> None:
    """How far the preparation has come, looked at anew every few seconds; nothing where there is none to wait for."""
    if warm is not None and not warm.is_over:
        _progress(warm)


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _progress(warm: WarmUp) -> None:
    if not warm.is_over:
        done, of = (number_text(number, language()) for number in (warm.done, warm.of))
        st.caption(t("Preparing answers: {done} of {of}", done=done, of=of))


def _begun(workspace: Workspace, state: WorkspaceState, questions: Mapping[str, Sequence[Question]] | None) -> WarmUp:
    """A preparation and its thread; one that is over already where the workspace is small."""
    counted, _ = workspace.ask("store/order_line_count", {})
    if int(counted["lines"].iloc[0]) < large_from_lines():
        return WarmUp(state.build_id, 0, is_over=True)
    if questions is None:
        asked, last = everything_asked(workspace, state)
    else:
        asked, last = asked_of_periods(state, questions), ()
    warm = WarmUp(state.build_id, len(asked))
    warm.thread = threading.Thread(
        target=_prepare, args=(warm, workspace, asked, last), name="preparing answers", daemon=True
    )
    warm.thread.start()
    return warm


def _prepare(warm: WarmUp, workspace: Workspace, asked: Sequence[Asked], last: Sequence[Asked]) -> None:
    """Ask one question after another until the build is another one; a fault ends it in silence.

    The ``last`` are asked once more in the end, so that what they rest on is the last to have been wanted, and stays.
    Any other failure ends the thread alone, and threading writes it to the server's log.
    """
    _be_nice()
    try:
        for question in asked:
            if not _may_go_on(warm, workspace):
                return
            keep_answer(question.metric, workspace, warm.build_id, question.filters, question.options)
            warm.done += 1
        for question in last:
            if not _may_go_on(warm, workspace):
                return
            question.metric.ask(workspace, question.filters, **question.options)
        _leave_kept_answers_alone()
    except Fault:
        return
    finally:
        warm.is_over = True


def _leave_kept_answers_alone() -> None:
    """What is kept is no garbage: from now on full collections pass it over, each a seventh of a second in some click.

    What was passed over since the last preparation and has become garbage goes first.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _may_go_on(warm: WarmUp, workspace: Workspace) -> bool:
    """Whether the build is still the one to prepare, once readers have been let go first."""
    _let_readers_go_first()
    return not warm.is_stopped.is_set() and workspace.state().build_id == warm.build_id


def _be_nice() -> None:
    """Let this thread have what CPU the readers' threads leave; only Linux gives a thread a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _let_readers_go_first() -> None:
    """Wait until nobody has asked for a moment, but not for ever."""
    until = time.monotonic() + LONGEST_WAIT
    while seconds_since_asked() < QUIET_SECONDS and time.monotonic() < until:
        time.sleep(QUIET_SECONDS / 4)
