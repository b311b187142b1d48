"""Who answers: how far do the answers speak for all customers, and what do the silent do?"""

import streamlit as st

from crm_core.charts import difference_dots, group_intervals
from crm_core.satisfaction import (
    early_and_late_answers,
    response_by_group,
    silent_customers,
    weighted_satisfaction,
)
from crm_core.screen import Column, ask, choice, figure, page_head, reader, t, table
from crm_core.screen.respondent_words import (
    behaviour_words,
    bounds_sentence,
    enough_sentence,
    kind_of_measure,
    measure_words,
    response_sentence,
    scale_of,
    silent_sentence,
    silent_words,
    trait_words,
    wait_sentence,
    wait_words,
    weighted_words,
    weighting_sentence,
)
from crm_core.screen.satisfaction_words import group_words, grouping_words

page_head(t("Who answers"), t("How far do the answers speak for all customers, and what do the silent do?"))

look, hidden, empty_text = reader().look, t("fewer than 10"), t("Nothing to show in this choice.")
by = choice(t("Compare customers by"), grouping_words(), key="by", default="tier")
rates = ask(response_by_group, by=by)
chart = group_intervals(
    rates.rows, look, group_words(by), t("answered"), overall=rates.totals["value"], overall_word=t("mean"),
    hidden_text=hidden, is_full_scale=False, empty_text=empty_text,
)  # fmt: skip
figure(rates, chart, t("Invitations that were answered"), response_sentence(rates), key="response")

measure = choice(t("Measure"), measure_words(), key="measure", default="csat")
kind, short = kind_of_measure(measure), measure.upper()
weighted, waits = ask(weighted_satisfaction, kind=measure), ask(early_and_late_answers, kind=measure)
left, right = st.columns(2)
with left:
    chart = group_intervals(
        weighted.rows, look, weighted_words(), short, kind, hidden_text=hidden, is_full_scale=False,
        full_scale=scale_of(weighted), empty_text=empty_text,
    )  # fmt: skip
    figure(weighted, chart, t("As answered and weighted"), weighting_sentence(weighted), key="weighted")
with right:
    chart = group_intervals(
        waits.rows, look, wait_words(), short, kind, hidden_text=hidden, is_full_scale=False,
        full_scale=scale_of(waits), empty_text=empty_text,
    )  # fmt: skip
    figure(waits, chart, t("Early and late answers"), wait_sentence(waits), key="waits")
with st.expander(t("The worst and the best case"), icon=":material/unfold_more:"):
    st.markdown(bounds_sentence(weighted))
with st.expander(t("How many answers are enough?"), icon=":material/calculate:"):
    st.markdown(enough_sentence(weighted))
with st.expander(t("Whom the answers come from, and whom they should speak for"), icon=":material/groups:"):
    columns = [
        Column("trait", t("Trait"), "text", trait_words()),
        Column("group", t("Group"), "text", group_words("tier")),
    ]
    columns += [Column("base", t("Share of customers"), "share"), Column("answers", t("Share of answers"), "share")]
    columns += [Column("weighted", t("Weighted share"), "share")]
    table(weighted, columns, key="margins", rows=weighted.totals.get("margins"))

silent = ask(silent_customers)
chart = difference_dots(
    silent.totals["contrasts"], look, behaviour_words(), t("silent less answered"), t("the silent less often"),
    t("the silent more often"), empty_text=empty_text, points_word=t("points"),
)  # fmt: skip
figure(silent, chart, t("What the silent did"), silent_sentence(silent), key="silent")
columns = [
    Column("behaviour", t("Behaviour"), "text", behaviour_words()),
    Column("group", t("Group"), "text", silent_words()),
]
columns += [Column("value", t("share"), "share"), Column("low", t("Lower limit"), "share")]
columns += [Column("high", t("Upper limit"), "share"), Column("n", t("Customers"), "number")]
table(silent, columns, key="silent-table", title=t("The silent and those who answered, in figures"))
