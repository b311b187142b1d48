"""The explanation behind every figure: definition, formula, source, the SQL that ran, the rows behind, downloads."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer, Query
from crm_core.cockpit import metric_named
from crm_core.screen.fields import download
from crm_core.screen.filter_words import filter_sentence
from crm_core.screen.state import language, reader, t
from crm_core.screen.worked_formulas import worked_formula

ROWS_BEHIND_ON_SCREEN = 200
ROWS_BEHIND_AT_MOST = 100_000


def explain_button(answer: Answer, title: str, key: str) -> None:
    """A quiet button that opens the explanation; nothing of it is computed before."""
    if st.button(t("How is this computed?"), key=f"{key}-explain", type="tertiary", icon=":material/function:"):
        _explanation(t("How is this computed?"))(answer, title or metric_named(answer.metric).name, key)


def _explanation(heading: str) -> Any:
    """The dialog, made under a heading in the reader's language."""
    return st.dialog(heading, width="large")(_show_explanation)


def _show_explanation(answer: Answer, title: str, key: str) -> None:
    metric = metric_named(answer.metric)
    st.subheader(title, anchor=False)
    st.markdown(t(metric.sentence))
    st.caption(f"{answer.metric} · n = {numbers.number_text(answer.n, language())} · {_as_of(answer)}")
    definition, text, behind = st.tabs([t("Definition"), t("SQL that ran"), t("Rows behind")])
    with definition:
        worked = worked_formula(answer)
        _definition_list(
            {
                t("Formula"): t(metric.formula),
                **({t("With the numbers in it"): worked} if worked else {}),
                t("Unit"): t(metric.unit),
                t("Grain"): t(metric.grain),
                t("Source"): t(metric.source),
                t("Choice"): filter_sentence(reader()),
            }
        )
    with text:
        for query in answer.queries:
            _query(query)
    with behind:
        _rows_behind(answer, metric.rows_behind, key)


def _definition_list(parts: Mapping[str, str]) -> None:
    for name, text in parts.items():
        st.markdown(f"**{name}**")
        st.text(text)


def _query(query: Query) -> None:
    st.code(query.text, language="sql", wrap_lines=True)
    st.caption(t("Bound values"))
    st.json({name: str(value) for name, value in sorted(query.parameters.items())}, expanded=False)


def _rows_behind(answer: Answer, name: str, key: str) -> None:
    """The figure's own rows to take along, and the stored rows that it was made of."""
    about = (filter_sentence(reader()), _as_of(answer), answer.metric)
    st.markdown(t("**The figure's own rows**"))
    download(answer.rows, answer.metric, f"{key}-own", about)
    stored, query = reader().workspace.ask(
        name,
        {
            **reader().filters.parameters(),
            **answer.parameters(),
            "row_limit": ROWS_BEHIND_AT_MOST,
            "row_from": 0,
        },
    )
    st.markdown(t("**The stored rows behind it**"))
    if stored.empty:
        st.info(t("No rows for this choice."))
        return
    st.caption(t("Columns have the field names of the data dictionary."))
    st.dataframe(stored.head(ROWS_BEHIND_ON_SCREEN), hide_index=True, alt=t("Rows behind"))
    st.caption(
        t(
            "{shown} of {all} rows; a download holds at most {most}.",
            shown=numbers.number_text(min(len(stored), ROWS_BEHIND_ON_SCREEN), language()),
            all=numbers.number_text(len(stored), language()),
            most=numbers.number_text(ROWS_BEHIND_AT_MOST, language()),
        )
    )
    download(stored, f"{answer.metric} {t('rows')}", f"{key}-behind", about)
    with st.expander(t("SQL that ran")):
        _query(query)


def _as_of(answer: Answer) -> str:
    return t("as of {day}", day=numbers.day_text(answer.as_of, language()))
