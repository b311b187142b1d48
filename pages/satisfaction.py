"""Satisfaction: how satisfied are customers, what changed beyond the noise, and for whom is it different?"""

import streamlit as st

from crm_core.charts import group_intervals, trend_band
from crm_core.satisfaction import staff_satisfaction
from crm_core.screen import ask, choice, figure, key_figures, page_head, reader, t
from crm_core.screen.headlines import headline_card
from crm_core.screen.satisfaction_words import (
    RATES,
    SCORES,
    STAFF_SCORES,
    contrast_sentence,
    full_scale,
    group_words,
    is_anything_asked,
    nothing_asked,
    rate_sentence,
    score_grouping_words,
    trend_sentence,
)
from crm_core.screen.signal_words import show_signals

page_head(
    t("Satisfaction"), t("How satisfied are customers, what changed beyond the noise, and for whom is it different?")
)

look = reader().look
months = {score.code: ask(score.by_month) for score in SCORES}
target_word, empty_text = t("Target"), t("Nothing to show in this choice.")

if is_anything_asked(months.values()):
    key_figures([headline_card(months[score.code], t(score.label), score.measure) for score in SCORES], "scores", 3)
    show_signals()
    by = choice(t("Compare customers by"), score_grouping_words(), key="by", default="tier")
    for score in SCORES:
        label, answer, groups = t(score.label), months[score.code], ask(score.by_group, by=by)
        scale = full_scale(score, answer)
        left, right = st.columns(2)
        with left:
            target = answer.totals["target"]
            chart = trend_band(
                answer.rows, look, label, score.kind, target, target_word, full_scale=scale, empty_text=empty_text
            )
            title = t("{measure} by month", measure=label)
            figure(answer, chart, title, trend_sentence(score, answer), key=f"{score.code}-months")
        with right:
            chart = group_intervals(
                groups.rows,
                look,
                group_words(by),
                score.short,
                score.kind,
                overall=groups.totals["value"],
                overall_word=t("All customers"),
                hidden_text=t("fewer than 10 answers"),
                full_scale=scale,
                empty_text=empty_text,
            )
            title = t("{measure}: {grouping}", measure=label, grouping=score_grouping_words()[by])
            figure(groups, chart, title, contrast_sentence(score, groups, by), key=f"{score.code}-groups")
else:
    nothing_asked()

for slot, (code, score) in zip(st.columns(2), STAFF_SCORES.items(), strict=True):
    with slot:
        answer, label = ask(staff_satisfaction, measure=code), t(score.label)
        if answer.totals["is_measured"]:
            chart = trend_band(answer.rows, look, label, score.kind, empty_text=empty_text)
            figure(answer, chart, label, rate_sentence(score, answer), key=f"staff-{code}")

for slot, rate in zip(st.columns(2), RATES, strict=True):
    with slot:
        answer, label = ask(rate.metric), t(rate.label)
        chart = trend_band(
            answer.rows, look, label, rate.kind, answer.totals["target"], target_word,
            is_full_scale=False, full_scale=rate.ends, empty_text=empty_text,
        )  # fmt: skip
        figure(answer, chart, label, rate_sentence(rate, answer), key=rate.metric.name)
