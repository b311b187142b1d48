"""Against competitors: how do the same customers rate us and others in the same wave?"""

import streamlit as st

from crm_core.charts import group_intervals
from crm_core.satisfaction import competitor_comparison
from crm_core.screen import Column, ask, choice, figure, page_head, reader, t, table
from crm_core.screen.competitor_words import (
    brand_words,
    competitor_sentence,
    rating_form,
    rating_words,
    wallet_sentence,
)

page_head(t("Against competitors"), t("How do the same customers rate us and others in the same month?"))

look, empty_text = reader().look, t("Nothing to show in this choice.")
kind = choice(t("Question"), rating_words(), key="question", default="nps")
answer = ask(competitor_comparison, kind=kind)
left, right = st.columns(2)
with left:
    chart = group_intervals(
        answer.rows, look, {}, t("us less them"), "points", full_scale=(-100.0, 100.0), is_full_scale=False,
        hidden_text=t("fewer than 10 customers"), empty_text=empty_text,
    )  # fmt: skip
    figure(answer, chart, t("Our rating less theirs, points of 100"), competitor_sentence(answer), key="brands")
with right:
    chart = group_intervals(
        answer.totals["shares"], look, brand_words(), t("share"), "share", is_full_scale=False,
        empty_text=t("The conditions of the rule do not hold; see the note beside."),
    )  # fmt: skip
    figure(answer, chart, t("Share of wallet by the ranks (estimate)"), wallet_sentence(answer), key="wallet")
table(
    answer,
    [
        Column("group", t("Competitor")),
        Column("n", t("Customers"), "number"),
        Column("ours", t("Our mean (0–100)"), "number1"),
        Column("theirs", t("Their mean (0–100)"), "number1"),
        Column("ratio", t("Relative score"), "number2"),
        Column("win", t("We are above"), "share"),
        Column("tie", t("Alike"), "share"),
        Column("loss", t("We are below"), "share"),
        Column("p_value", t("p (paired t)"), "number3"),
        Column("p_rank", t("p (Wilcoxon)"), "number3"),
    ],
    key="brand-table",
    title=t("Every competitor in figures"),
)
rating_form()
