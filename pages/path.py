"""The path to satisfaction: who is unhappy, where does it come from, what is the root, and what did solving it bring?"""

import streamlit as st

from crm_core.charts import pareto_bars
from crm_core.satisfaction import complaint_causes, complaint_recovery, complaint_sources, unhappy_customers
from crm_core.screen import Column, ask, figure, notes, page_head, reader, t, table
from crm_core.screen.complaint_words import recovery_sentence
from crm_core.screen.fields import pick
from crm_core.screen.path_words import (
    causes_sentence,
    channel_words,
    department_words,
    stage_words,
    unhappy_sentence,
)
from crm_core.screen.satisfaction_words import group_words

page_head(
    t("The path to satisfaction"),
    t("Who is unhappy, where does it come from, what is the root, and what did solving it bring?"),
)

unhappy, sources, recovery = ask(unhappy_customers), ask(complaint_sources), ask(complaint_recovery)

st.markdown(unhappy_sentence(unhappy))
table(
    unhappy,
    [
        Column("customer_id", t("Customer")),
        Column("tier", t("Value tier"), "text", group_words("tier")),
        Column("points", t("Satisfaction (0–100)"), "number"),
        Column("open_complaints", t("Open complaints"), "number"),
        Column("open_since", t("Open since"), "day"),
        Column("margin", t("Margin of 12 months"), "money"),
    ],
    key="unhappy",
    title=t("1 · The single customer"),
)
notes(unhappy)
table(
    sources,
    [
        Column("department", t("Department")),
        Column("stage", t("Stage"), "text", stage_words()),
        Column("channel", t("Channel"), "text", channel_words()),
        Column("complaints", t("Complaints"), "number"),
        Column("share", t("share"), "share"),
        Column("customers", t("Customers"), "number"),
    ],
    key="sources",
    title=t("2 · The source"),
)
notes(sources)

department = pick(t("Follow one department"), department_words(sources), key="department", default="")
causes = ask(complaint_causes, department=department)
chart = pareto_bars(
    causes.rows, reader().look, t("Complaints"), t("cumulative"), empty_text=t("Nothing to show in this choice.")
)
figure(causes, chart, t("3 · The root causes"), causes_sentence(causes), key="causes")
table(
    causes,
    [
        Column("cause", t("Cause")),
        Column("complaints", t("Complaints"), "number"),
        Column("cumulative", t("cumulative"), "share"),
        Column("margin", t("Margin of these customers"), "money"),
        Column("recurrence", t("Came back within 90 days"), "share"),
        Column("recurrence_low", t("Lower limit"), "share"),
        Column("recurrence_high", t("Upper limit"), "share"),
    ],
    key="cause-table",
    title=t("Causes, what is at stake, and what came back"),
)

with st.container(border=True):
    st.subheader(t("4 · Satisfaction and loyalty after solving"), anchor=False)
    st.markdown(recovery_sentence(recovery))
    notes(recovery)
