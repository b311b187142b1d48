"""Departments and employees: which differ from the others by more than chance, and who has attained a target that can be reached?"""

import streamlit as st

from crm_core.charts import funnel_plot
from crm_core.satisfaction import satisfaction_scorecard
from crm_core.screen import ask, choice, figure, page_head, reader, t, table
from crm_core.screen.entry_forms import company_target_form
from crm_core.screen.unit_words import (
    UNIT_KIND_WORDS,
    funnel_rows,
    funnel_sentence,
    measured_columns,
    target_columns,
    target_words,
    unit_names,
    worded,
)

page_head(
    t("Departments and employees"),
    t("Which differ from the others by more than chance, and who has attained a target that can be reached?"),
)

kinds = worded(UNIT_KIND_WORDS)
by = choice(t("Show"), kinds, key="by", default="department")
masking = {"masked": t("masked"), "shown": t("shown")}
is_masked = by == "employee" and choice(t("Names"), masking, key="names", default="masked") == "masked"
answer = ask(satisfaction_scorecard, by=by)
names = unit_names(answer, is_masked)

chart = funnel_plot(
    answer.rows,
    funnel_rows(answer),
    reader().look,
    names,
    t("Satisfied customers (CSAT)"),
    t("answers"),
    t("all together"),
    (t("95 % of chance"), t("99.8 % of chance")),
    empty_text=t("Nothing to show in this choice."),
)
title = t("Satisfaction of those whom they served")
figure(answer, chart, title, funnel_sentence(answer, names), key="people-funnel")

table(answer, measured_columns(kinds[by], names), key="people-card", title=t("The card"))
table(answer, target_columns(kinds[by], names), key="people-targets", title=t("Targets handed down"))
st.markdown(target_words(answer))
st.caption(
    t(
        "Listed by name, not by rank. Pulled in: the share moved toward the mean as far as its few answers ask for. "
        "Judged is the whole interval: attained where all of it reaches the target, not yet where none of it does."
    )
)
company_target_form("csat_by_month")
