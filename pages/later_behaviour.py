"""Satisfaction and later behaviour: do those who said they were satisfied stay, and what do they leave?"""

import streamlit as st

from crm_core.charts import group_intervals
from crm_core.satisfaction import later_behaviour
from crm_core.screen import ask, choice, figure, page_head, reader, t
from crm_core.screen.behaviour_words import later_sentence, level_words, question_words, windows_sentence

page_head(
    t("Satisfaction and later behaviour"), t("Do those who said they were satisfied stay, and what do they leave?")
)

look, empty_text = reader().look, t("Nothing to show in this choice.")
kind = choice(t("Question"), question_words(), key="question", default="csat")
answer = ask(later_behaviour, kind=kind)
st.markdown(windows_sentence(answer))
hidden = t("fewer than 10 customers")
chart = group_intervals(
    answer.totals["repeat_rows"], look, level_words(), t("share"), "share", hidden_text=hidden, empty_text=empty_text
)
figure(answer, chart, t("Ordered again in the six months after"), later_sentence(answer), key="later-repeat")
left, right = st.columns(2)
with left:
    chart = group_intervals(
        answer.totals["churn_rows"], look, level_words(), t("share"), "share", hidden_text=hidden, empty_text=empty_text
    )
    figure(answer, chart, t("Fell silent (churn)"), "", key="later-churn", with_notes=False)
with right:
    chart = group_intervals(
        answer.totals["margin_rows"],
        look,
        level_words(),
        t("a customer"),
        "money",
        hidden_text=hidden,
        empty_text=empty_text,
    )
    figure(answer, chart, t("Margin of the six months after"), "", key="later-margin", with_notes=False)
