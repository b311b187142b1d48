"""Expectations: what did customers expect, what did they receive, and is it done or only said?"""

import streamlit as st

from crm_core.charts import group_intervals, say_do_rows
from crm_core.satisfaction import acsi_type_index, say_do_gap, service_gaps
from crm_core.screen import Column, ask, figure, page_head, reader, t, table
from crm_core.screen.quality_words import (
    alpha_sentence,
    attribute_words,
    deed_rows,
    dimension_words,
    expectation_words,
    gap_sentence,
    index_sentence,
    index_words,
    method_words,
    say_do_sentence,
)

page_head(t("Expectations"), t("What did customers expect, what did they receive, and is it done or only said?"))

look, empty_text = reader().look, t("Nothing to show in this choice.")
gaps, index, twins = ask(service_gaps), ask(acsi_type_index), ask(say_do_gap)
left, right = st.columns(2)
with left:
    chart = group_intervals(
        gaps.totals["gaps"], look, dimension_words(), t("gap"), "points", full_scale=(-100.0, 100.0), is_full_scale=False,
        empty_text=t("Expectations were not asked, so there is no gap."),
    )  # fmt: skip
    figure(gaps, chart, t("Service quality: received less expected"), gap_sentence(gaps), key="gaps")
with right:
    chart = group_intervals(
        index.rows, look, index_words(), t("points of 100"), "number", full_scale=(0.0, 100.0), empty_text=empty_text
    )
    figure(index, chart, t("ACSI-type index"), index_sentence(index), key="acsi")
table(
    gaps,
    [
        Column("attribute", t("Attribute"), "text", attribute_words(gaps.rows["attribute"])),
        Column("dimension", t("Dimension"), "text", dimension_words()),
        Column("method", t("Method"), "text", method_words()),
        Column("performance", t("Received"), "number1"),
        Column("expectation", t("Expected"), "number1"),
        Column("value", t("Gap"), "points"),
        Column("low", t("Lower limit"), "points"),
        Column("high", t("Upper limit"), "points"),
        Column("n", t("Customers"), "number"),
    ],
    key="gap-table",
    title=t("Every attribute: expected and received"),
)
st.caption(alpha_sentence(gaps))
chart = say_do_rows(
    twins.rows, look, expectation_words(), t("said: rating, 0–100"), t("done: behaviour, per cent"), t("not measured"),
    (twins.totals["middle_said"], twins.totals["middle_done"]), empty_text,
)  # fmt: skip
figure(twins, chart, t("Said and done"), say_do_sentence(twins), key="say-do")
with st.container(border=True):
    st.subheader(t("The twelve expectations and their deeds"), anchor=False)
    st.dataframe(deed_rows(twins), hide_index=True, key="deeds", alt=t("The twelve expectations and their deeds"))
