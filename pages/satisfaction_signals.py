"""Signal or noise: which months of satisfaction and complaints ask for an explanation, and which are chance?"""

import streamlit as st

from crm_core.charts import control_chart, season_bars
from crm_core.satisfaction import satisfaction_month_effects
from crm_core.screen import Column, ask, choice, figure, page_head, reader, t, table
from crm_core.screen.entry_forms import entries_upload, note_form, note_list
from crm_core.screen.satisfaction_words import measured_first
from crm_core.screen.signal_words import (
    WATCHED,
    baseline_words,
    calendar_words,
    ewma_sentence,
    months_shown,
    season_sentence,
    signal_sentence,
    signal_words,
    trend_words,
    watched_words,
)

page_head(
    t("Signal or noise"), t("Which months of satisfaction and complaints ask for an explanation, and which are chance?")
)

look = reader().look
code = choice(t("Measure"), watched_words(), key="measure", default=measured_first())
baseline = choice(t("Limits are made of the"), baseline_words(), key="baseline", default="18")
watched = WATCHED[code]
answer = ask(watched.metric, baseline=int(baseline), **watched.options)
label = t(watched.label)
rules = signal_words()

for view, is_weighted, sentence, title in (
    ("limits", False, signal_sentence(watched, answer), t("{measure} between its limits", measure=label)),
    ("ewma", True, ewma_sentence(watched, answer), t("{measure}, earlier months weighted in", measure=label)),
):
    drawn = control_chart(
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
        notes=[(day, is_rebase) for day, _, is_rebase in answer.totals["dated_notes"]],
        is_weighted=is_weighted,
    )
    figure(answer, drawn, title, sentence, key=f"signals-{view}")

with st.container(border=True):
    st.subheader(t("Dated notes"), anchor=False)
    note_list(code, months_shown(answer))
    with st.expander(t("Add a note"), icon=":material/edit_note:"):
        note_form(code, label)
    with st.expander(t("Bring notes or targets from a file"), icon=":material/upload_file:"):
        entries_upload("notes-upload")

with st.container(border=True):
    st.subheader(t("Levels and trend"), anchor=False)
    for line in trend_words(watched, answer):
        st.markdown(line)
    st.caption(t("The chart reaches back 36 months where the chosen period is shorter, so that there is a baseline."))

if watched.measure:
    seasons = ask(satisfaction_month_effects, measure=watched.measure)
    chart = season_bars(
        seasons.rows["value"].tolist(), calendar_words(), look, label, watched.difference_kind,
        t("Nothing to show in this choice."),
    )  # fmt: skip
    figure(seasons, chart, t("Months of the calendar"), season_sentence(watched, seasons), key="signals-seasons")

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
