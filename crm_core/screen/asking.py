"""Puts a page's questions to the metrics, and keeps answers by question, filters and build."""

import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import streamlit as st

from crm_core.answers import Answer, Metric
from crm_core.filters import Filters
from crm_core.screen.state import reader, t
from crm_core.store import Workspace

_asked_at = float("-inf")


def ask(metric: Metric, filters: Filters | None = None, **options: Any) -> Answer:
    """The metric's answer for the reader's workspace and filters; ``filters`` puts others in their place.

    Options must be hashable. The answer is shared between readers: do not change its frame.
    """
    global _asked_at
    present = reader()
    _asked_at = time.monotonic()
    with st.spinner(t("Working this out …"), show_time=True):
        answer = keep_answer(metric, present.workspace, present.state.build_id, filters or present.filters, options)
    _asked_at = time.monotonic()
    return answer


def seconds_since_asked() -> float:
    """Seconds since a page began or ended a question, of whichever reader."""
    return time.monotonic() - _asked_at


def keep_answer(
    metric: Metric, workspace: Workspace, build_id: int, filters: Filters, options: Mapping[str, Any]
) -> Answer:
    """The metric's answer, kept for whoever asks the same of the same build next, whether defaults are named or not."""
    named = tuple(sorted({**_defaults(metric.ask), **options}.items()))
    meant = filters if metric.compares else replace(filters, comparison="none")
    return _kept_answer(repr((metric.name, str(workspace.path), build_id, meant)), named, metric, workspace, meant)


@cache
def _defaults(ask_it: Callable[..., Answer]) -> Mapping[str, Any]:
    """Options that a metric's function has a default for."""
    places = inspect.signature(ask_it).parameters.values()
    return {place.name: place.default for place in places if place.default is not inspect.Parameter.empty}


@st.cache_data(max_entries=1_000, max_size="200MB", show_spinner=False)
def _kept_answer(
    asked: str, options: tuple[tuple[str, Any], ...], _metric: Metric, _workspace: Workspace, _filters: Filters
) -> Answer:
    """``asked`` says metric, workspace, build and filters in one text: field by field they take a quarter of a page to hash."""
    return _metric.ask(_workspace, _filters, **dict(options))
