"""Complaints: how fast are they solved, which come back, are promises kept, and what followed?"""

from math import inf

import streamlit as st

from crm_core.charts import group_intervals, open_stair, trend_band
from crm_core.satisfaction import (
    complaint_control,
    complaint_recovery,
    complaint_resolution,
    complaint_summary,
    complaints_per_100_orders_by_month,
    csat_by_month,
    orders_after_complaints,
)
from crm_core.screen import ask, choice, figure, key_figures, notes, page_head, reader, t
from crm_core.screen.complaint_words import (
    exit_lines,
    handling_cards,
    matched_sentence,
    matched_words,
    recovery_group_words,
    recovery_sentence,
    resolution_sentence,
    standard_words,
)
from crm_core.screen.navigation import page_path

page_head(t("Complaints"), t("How fast are complaints solved, which come back, are promises kept, and what followed?"))

look = reader().look
standard = choice(t("Service standard"), standard_words(), key="standard", default="72")
hours = int(standard)
handling, resolution = ask(complaint_summary, standard_hours=hours), ask(complaint_resolution)
recovery = ask(complaint_recovery, standard_hours=hours)

key_figures(handling_cards(handling), "handling", 3)
notes(handling)

chart = open_stair(
    resolution.rows,
    look,
    t("Share still open"),
    t("Days since the complaint"),
    standard_days=handling.totals["standard_days"],
    standard_word=t("standard"),
    median_days=resolution.totals["median_days"],
    median_word=t("half solved"),
    empty_text=t("Nothing to show in this choice."),
)
figure(
    resolution, chart, t("How long complaints stay open"), resolution_sentence(resolution, handling), key="open-stair"
)

st.subheader(t("What followed"), anchor=False)
st.markdown(recovery_sentence(recovery))
words = recovery_group_words()
left, right = st.columns(2)
with left:
    chart = group_intervals(
        recovery.totals["score_rows"],
        look,
        words,
        t("points of 100"),
        "points",
        full_scale=(-100.0, 100.0),
        hidden_text=t("fewer than 10 customers"),
        is_full_scale=False,
        empty_text=t("Nothing to show in this choice."),
    )
    figure(recovery, chart, t("Change of satisfaction after the complaint"), "", key="recovery-score")
with right:
    chart = group_intervals(
        recovery.totals["order_rows"],
        look,
        words,
        t("ordered"),
        "share",
        hidden_text=t("fewer than 10 customers"),
        empty_text=t("Nothing to show in this choice."),
    )
    figure(recovery, chart, t("Ordered again within 90 days"), "", key="recovery-order", with_notes=False)

matched = ask(orders_after_complaints, standard_hours=hours)
chart = group_intervals(
    matched.rows, look, matched_words(), t("ordered"), "share", hidden_text=t("fewer than 10 customers"),
    empty_text=t("Nothing to show in this choice."),
)  # fmt: skip
figure(
    matched,
    chart,
    t("Orders after a complaint, beside alike customers without one"),
    matched_sentence(matched),
    key="matched",
)

rate, satisfied = ask(complaints_per_100_orders_by_month), ask(csat_by_month)
st.subheader(t("Falling complaints: better service, or customers leaving in silence?"), anchor=False)
for line in exit_lines(rate, satisfied, ask(complaint_control)):
    st.markdown(line)
st.page_link(page_path("satisfaction_signals"), label=t("Signal or noise"), icon=":material/arrow_forward:")
left, right = st.columns(2)
with left:
    chart = trend_band(
        rate.rows, look, t("Complaints per 100 orders"), "number1", is_full_scale=False, full_scale=(0.0, inf),
        empty_text=t("Nothing to show in this choice."),
    )  # fmt: skip
    figure(rate, chart, t("Complaints per 100 orders"), "", key="exit-complaints")
with right:
    chart = trend_band(
        satisfied.rows, look, t("Satisfied customers (CSAT)"), "share", empty_text=t("Nothing to show in this choice.")
    )
    figure(satisfied, chart, t("Satisfied customers (CSAT)"), "", key="exit-csat")
