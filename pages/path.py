"""The path to satisfaction: who is unhappy, where does it come from, what is the root, and what did solving it bring?"""

import streamlit as st

from crm_core.at_stake import unhappy_at_stake
from crm_core.charts import group_intervals, pareto_bars, source_cells
from crm_core.satisfaction import complaint_causes, complaint_recovery, fixed_causes, satisfaction_sources
from crm_core.screen import Column, ask, choice, figure, notes, page_head, reader, t, table
from crm_core.screen.complaint_words import recovery_group_words, recovery_sentence
from crm_core.screen.fields import pick
from crm_core.screen.fix_form import fix_form
from crm_core.screen.path_words import (
    across_words,
    causes_sentence,
    channel_words,
    department_words,
    fixed_verdicts,
    followed_sentence,
    losses_sentence,
    source_sentence,
    stage_words,
    unhappy_sentence,
)
from crm_core.screen.satisfaction_words import group_words

page_head(
    t("The path to satisfaction"),
    t("Who is unhappy, where does it come from, what is the root, and what did solving it bring?"),
)

look, empty_text = reader().look, t("Nothing to show in this choice.")
unhappy = ask(unhappy_at_stake)
st.markdown(unhappy_sentence(unhappy))
columns = [Column("customer_id", t("Customer")), Column("tier", t("Value tier"), "text", group_words("tier"))]
columns += [Column("at_stake", t("At stake"), "money"), Column("margin", t("Margin of 12 months"), "money")]
columns += [
    Column("probability_active", t("Still a customer"), "share"),
    Column("points", t("Satisfaction (0–100)"), "number"),
]
columns += [Column("open_complaints", t("Open complaints"), "number"), Column("open_since", t("Open since"), "day")]
table(unhappy, columns, key="unhappy", title=t("1 · The single customer"))
notes(unhappy)

across = choice(t("Source by"), across_words(), key="across", default="stage")
sources, every = ask(satisfaction_sources, across=across), ask(satisfaction_sources, across="both")
chart = source_cells(
    sources.rows, look, across, stage_words() if across == "stage" else channel_words(), department_words(sources),
    t("Department"), across_words()[across], t("Satisfied"), t("Complaints"), t("fewer than 10 answers"), empty_text=empty_text,
)  # fmt: skip
figure(sources, chart, t("2 · The source: satisfied after a contact with …"), source_sentence(sources), key="sources")
with st.expander(t("Every department, stage and channel"), icon=":material/table_rows:"):
    columns = [
        Column("department", t("Department"), "text", department_words(every)),
        Column("stage", t("Stage"), "text", stage_words()),
    ]
    columns += [Column("channel", t("Channel"), "text", channel_words()), Column("value", t("Satisfied"), "share")]
    columns += [Column("low", t("Lower limit"), "share"), Column("high", t("Upper limit"), "share")]
    columns += [Column("n", t("Answers"), "number"), Column("complaints", t("Complaints"), "number")]
    table(every, columns, key="every-source")

department = pick(t("Follow one department"), department_words(sources), key="department", default="")
causes, recovery = ask(complaint_causes, department=department), ask(complaint_recovery, department=department)
left, right = st.columns(2)
with left:
    chart = pareto_bars(causes.rows, look, t("Complaints"), t("cumulative"), empty_text=empty_text)
    figure(causes, chart, t("3 · The root causes, by number"), causes_sentence(causes), key="causes")
with right:
    by_loss = causes.totals["by_loss"]
    chart = pareto_bars(by_loss, look, t("Margin lost"), t("cumulative"), empty_text=empty_text, kind="money")
    figure(causes, chart, t("… and by margin lost"), losses_sentence(causes), key="losses", with_notes=False)
columns = [
    Column("cause", t("Cause")),
    Column("complaints", t("Complaints"), "number"),
    Column("cumulative", t("cumulative"), "share"),
]
columns += [Column("margin", t("Margin of these customers"), "money"), Column("margin_lost", t("Margin lost"), "money")]
columns += [
    Column("recurrence", t("Came back within 90 days"), "share"),
    Column("recurrence_low", t("Lower limit"), "share"),
]
columns += [Column("recurrence_high", t("Upper limit"), "share")]
table(causes, columns, key="cause-table", title=t("Causes, what is at stake, and what came back"))

fixed = ask(fixed_causes)
columns = [Column("cause", t("Cause")), Column("fixed_on", t("Fixed on"), "day"), Column("owner", t("Responsible"))]
columns += [
    Column("before", t("per 100 orders before"), "number2"),
    Column("after", t("per 100 orders after"), "number2"),
]
columns += [
    Column("value", t("Ratio"), "number2"),
    Column("low", t("Lower limit"), "number2"),
    Column("high", t("Upper limit"), "number2"),
]
columns += [
    Column("verdict", t("Reading"), "text", fixed_verdicts()),
    Column("came_back_on", t("First again"), "day"),
    Column("why", t("Why")),
]
table(fixed, columns, key="fixed", title=t("Causes said to be fixed: did they come back?"))
notes(fixed)
fix_form(causes)

words, hidden = recovery_group_words(), t("fewer than 10 customers")
st.subheader(t("4 · Satisfaction and loyalty after solving"), anchor=False)
st.caption(followed_sentence(sources, department))
left, right = st.columns(2)
with left:
    chart = group_intervals(
        recovery.totals["score_rows"], look, words, t("points of 100"), "points", full_scale=(-100.0, 100.0), hidden_text=hidden,
        is_full_scale=False, empty_text=empty_text,
    )  # fmt: skip
    figure(
        recovery,
        chart,
        t("Change of satisfaction after the complaint"),
        recovery_sentence(recovery),
        key="recovery-score",
    )
with right:
    chart = group_intervals(
        recovery.totals["order_rows"], look, words, t("ordered"), "share", hidden_text=hidden, empty_text=empty_text
    )
    figure(recovery, chart, t("Ordered again within 90 days"), "", key="recovery-order", with_notes=False)
