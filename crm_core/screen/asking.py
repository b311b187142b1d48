"""Puts a page's questions to the metrics, and keeps answers by question, filters and build."""

from typing import Any

import streamlit as st

from crm_core.answers import Answer, Metric
from crm_core.filters import Filters
from crm_core.screen.state import reader
from crm_core.store import Workspace


def ask(metric: Metric, filters: Filters | None = None, **options: Any) -> Answer:
    """The metric's answer for the reader's workspace and filters; ``filters`` puts others in their place.

    Options must be hashable. The answer is shared between readers: do not change its frame.
    """
    present = reader()
    choice = filters or present.filters
    place = str(present.workspace.path)
    named = tuple(sorted(options.items()))
    return _kept_answer(metric.name, place, present.state.build_id, choice, named, metric, present.workspace)


@st.cache_data(max_entries=400, max_size="200MB", show_spinner=False)
def _kept_answer(
    name: str,
    place: str,
    build_id: int,
    filters: Filters,
    options: tuple[tuple[str, Any], ...],
    _metric: Metric,
    _workspace: Workspace,
) -> Answer:
    return _metric.ask(_workspace, filters, **dict(options))
