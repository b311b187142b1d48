"""Scorecard: do customers managed as a relationship stay closer, are they more satisfied, do they leave more margin?"""

import streamlit as st

from crm_core.charts import balance_plot, effect_rows
from crm_core.relations import relational_scorecard
from crm_core.screen import ask, figure, page_head, reader, t, table
from crm_core.screen.scorecard_words import (
    affordable_sentence,
    balance_rows,
    checks_sentence,
    claims,
    compared_groups,
    comparison_pick,
    effect_chart_rows,
    group_words,
    outcome_names,
    scorecard_columns,
    scorecard_table,
    terms_form,
    trait_words,
)

page_head(
    t("Does the relationship pay?"),
    t(
        "Do customers managed as a relationship stay closer, are they more satisfied, and do they leave more net margin?"
    ),
)

programme = comparison_pick()
terms_form(programme)
card = ask(relational_scorecard, programme=programme)
look, empty_text = reader().look, t("These groups cannot be compared.")

for group in compared_groups(card):
    name = group_words(card).get(group, group)
    with st.container(border=True):
        st.subheader(t("What may be said: {group}", group=name), anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in claims(card, group)))
        st.markdown(affordable_sentence(card, group))
        st.caption(
            t(
                "Evidence: A drawn by lot, B before and after with parallel trends, C similar customers, D description "
                "only. A claim must hold over all outcomes together (Holm)."
            )
        )
    chart = effect_rows(
        effect_chart_rows(card, group),
        look,
        outcome_names(),
        t("Raw difference"),
        t("Adjusted difference"),
        t("points"),
        empty_text=empty_text,
    )
    title = t("What differs: {group}", group=name)
    figure(card, chart, title, checks_sentence(card, group), key=f"effects-{group}")
    chart = balance_plot(
        balance_rows(card, group),
        look,
        trait_words(),
        t("Before weighting"),
        t("After weighting"),
        t("Standardised difference"),
        empty_text=empty_text,
    )
    title = t("How alike the groups are: {group}", group=name)
    figure(card, chart, title, t("Between the dotted lines (0.1) the groups are alike."), key=f"balance-{group}")

table(card, scorecard_columns(), key="scorecard-table", title=t("The scorecard in figures"), rows=scorecard_table(card))
