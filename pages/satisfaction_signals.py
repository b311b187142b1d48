"""Signal or noise: which months of satisfaction and complaints ask for an explanation, and which are chance?"""

import streamlit as st

from crm_core.charts import control_chart, ewma_chart
from crm_core.screen import Column, ask, choice, figure, page_head, reader, t, table
from crm_core.screen.signal_words import (
    WATCHED,
    baseline_words,
    ewma_sentence,
    signal_sentence,
    signal_words,
    trend_words,
    watched_words,
)

page_head(
    t("Signal or noise"), t("Which months of satisfaction and complaints ask for an explanation, and which are chance?")
)

look = reader().look
code = choice(t("Measure"), watched_words(), key="measure", default="csat")
baseline = choice(t("Limits are made of the"), baseline_words(), key="baseline", default="18")
watched = WATCHED[code]
answer = ask(watched.metric, baseline=int(baseline), **watched.options)
label = t(watched.label)
rules = signal_words()

for view, chart, sentence, title in (
    ("limits", control_chart, signal_sentence(watched, answer), t("{measure} between its limits", measure=label)),
    ("ewma", ewma_chart, ewma_sentence(watched, answer), t("{measure}, earlier months weighted in", measure=label)),
):
    drawn = chart(
        answer.rows,
        look,
        label,
        rules,
        watched.kind,
        limit_word=t("limit"),
        baseline_word=t("baseline"),
        breaks=answer.totals.get("breaks", ()),
        break_word=t("new level"),
        empty_text=t("Nothing to show in this choice."),
    )
    figure(answer, drawn, title, sentence, key=f"signals-{view}")

with st.container(border=True):
    st.subheader(t("Levels and trend"), anchor=False)
    for line in trend_words(watched, answer):
        st.markdown(line)
    st.caption(t("The chart reaches back 36 months where the chosen period is shorter, so that there is a baseline."))

table(
    answer,
    [
        Column("month", t("Month"), "month"),
        Column("value", label, watched.kind),
        Column("n", "n", "number"),
        Column("limit_low", t("Lower limit"), watched.kind),
        Column("limit_high", t("Upper limit"), watched.kind),
        Column("signal", t("Signal"), "text", rules),
        Column("is_baseline", t("In the baseline"), "yes"),
    ],
    key="signal-months",
    title=t("The months"),
)
