"""Answers that pages ask first, prepared in the background where a workspace is large; a small one starts no thread.

First come those of the usual period, then what the value pages ask of each other period of the list. Readers go first: the
thread is nice to others where the system knows that, and waits between questions while somebody asks.

What is prepared is what :func:`crm_core.screen.asking.ask` keeps, so a page finds it as if another reader had asked. No answer of
a row for every customer is among it: kept, it would push all others out.
"""

import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from crm_core import relations, satisfaction, value
from crm_core.answers import Metric
from crm_core.errors import Fault
from crm_core.filters import Filters
from crm_core.numbers import number_text
from crm_core.periods import named_period
from crm_core.screen.asking import keep_answer, seconds_since_asked
from crm_core.screen.state import language, t
from crm_core.settings import large_from_lines
from crm_core.store import Workspace, WorkspaceState
from crm_core.value.rfm_scores import BY_VALUE

SECONDS_BETWEEN_LOOKS = 3
QUIET_SECONDS, LONGEST_WAIT = 1.0, 20.0
NICE = 10
Question = tuple[Metric, Mapping[str, Any]]

LISTED: Mapping[str, Any] = {"first": 200}
AUTO: Mapping[str, Any] = {"model": "auto"}
ASSUMED: Mapping[str, Any] = {"model": "auto", "years": 1.0, "discount": 0.1, "margin": None}
TIES: Mapping[str, Any] = {"ties": BY_VALUE}
FIRST_QUESTIONS: tuple[Question, ...] = (
    *((metric, {}) for metric in (value.revenue_by_month, value.net_margin_by_month, value.active_customers_by_month)),
    *((metric, {}) for metric in (value.repeat_share_by_month, satisfaction.csat_by_month, satisfaction.nps_by_month)),
    (satisfaction.complaints_per_100_orders_by_month, {}),
    (value.tier_summary, {}),
    (value.customer_tiers, {"at_most": 1500}),
    (value.whale_curve, {}),
    (value.customer_tiers, {"tier": "mvc", **LISTED}),
    (value.cost_sensitivity, {}),
    (value.cohort_retention, {}),
    (value.clv_by_group, AUTO),
    (value.clv_by_group, {"by": "tier", **ASSUMED}),
    *((metric, AUTO) for metric in (value.clv_backtest, value.clv_model, value.clv_tracking, value.clv_parameters)),
    (value.customer_clv, {"at_most": 1000, **ASSUMED}),  # most of whom head the list of some segment
    (value.customer_clv, {"at_most": 200, **ASSUMED}),
    (value.yearly_buying, {}),
    (value.sbg_projection, {}),
    (value.rfm_grid, TIES),
    (value.rfm_segments, TIES),
    (value.rfm, {"segment": "all", **LISTED, **TIES}),
    (value.customer_equity_bridge, {}),
    (value.equity_customers, {"fading": False, "state": "", **LISTED}),
    (value.cohort_cells, {"by": "month", "measure": "retention", "months": 0}),
    (value.cohort_customers, {"by": "all", "member": "", "which": "everybody", **LISTED}),
    (value.cohort_payback, {"by": "quarter"}),
    (value.purchase_gap_by_group, {"by": "all", "which": "all"}),
    (value.purchase_gap_curve, {"by": "all", "which": "all"}),
    (value.customer_waiting, {"by": "all", "event": "quiet_180"}),
    (value.cohort_customers, {"which": "quiet", "is_ever": True, **LISTED}),
    (value.tier_migration, {}),
    (value.customer_history, {"customer": ""}),
    (value.customer_category_gaps, {"customer": ""}),
    (relations.relational_rows, {}),
    (relations.relational_outcomes_raw, {}),
    (relations.ladder_steps, {}),
    (relations.ladder_by_quarter, {}),
    (relations.ladder_moves, {}),
)
OF_A_PERIOD: tuple[Question, ...] = tuple(question for question in FIRST_QUESTIONS if question[0] in value.METRICS)
QUESTIONS: Mapping[str, Sequence[Question]] = {
    "12m": FIRST_QUESTIONS,
    "3m": OF_A_PERIOD,
    "ytd": OF_A_PERIOD,
    "all": OF_A_PERIOD,
}


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


def default_filters(state: WorkspaceState, period: str = "12m") -> Filters:
    """What a reader looks at who has chosen nothing, or nothing but the period."""
    assert state.as_of is not None
    first = state.first_day or state.as_of
    return Filters(named_period(period, first, state.as_of), data_from=state.first_day)


def warm_up(
    workspace: Workspace, state: WorkspaceState, questions: Mapping[str, Sequence[Question]] = QUESTIONS
) -> WarmUp | None:
    """The preparation of this build, begun now where none was; None where the workspace is small or empty."""
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


def _begun(workspace: Workspace, state: WorkspaceState, questions: Mapping[str, Sequence[Question]]) -> WarmUp:
    """A preparation and its thread; one that is over already where the workspace is small."""
    counted, _ = workspace.ask("store/order_line_count", {})
    if int(counted["lines"].iloc[0]) < large_from_lines():
        return WarmUp(state.build_id, 0, is_over=True)
    warm = WarmUp(state.build_id, sum(len(asked) for asked in questions.values()))
    warm.thread = threading.Thread(
        target=_prepare, args=(warm, workspace, state, questions), name="preparing answers", daemon=True
    )
    warm.thread.start()
    return warm


def _prepare(
    warm: WarmUp, workspace: Workspace, state: WorkspaceState, questions: Mapping[str, Sequence[Question]]
) -> None:
    """Ask one question after another until the build is another one; a fault ends it in silence.

    Any other failure ends the thread alone, and threading writes it to the server's log.
    """
    _be_nice()
    asked = [(default_filters(state, period), *question) for period, of in questions.items() for question in of]
    try:
        for filters, metric, options in asked:
            _let_readers_go_first()
            if warm.is_stopped.is_set() or workspace.state().build_id != warm.build_id:
                return
            keep_answer(metric, workspace, state.build_id, filters, options)
            warm.done += 1
    except Fault:
        return
    finally:
        warm.is_over = True


def _be_nice() -> None:
    """Let this thread have what CPU the readers' threads leave; only Linux gives a thread a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _let_readers_go_first() -> None:
    """Wait until nobody has asked for a moment, but not for ever."""
    until = time.monotonic() + LONGEST_WAIT
    while seconds_since_asked() < QUIET_SECONDS and time.monotonic() < until:
        time.sleep(QUIET_SECONDS / 4)
