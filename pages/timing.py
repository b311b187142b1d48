"""Timing: how long until customers come again, how long until they fall silent, and who is late?"""

import streamlit as st

from crm_core.charts import waiting_stairs
from crm_core.screen import ask, choice, download, figure, page_head, reader, t, table
from crm_core.screen import timing_words as words
from crm_core.screen.cohort_words import list_columns, list_title
from crm_core.screen.fields import pick
from crm_core.screen.navigation import page_path
from crm_core.value import cohort_customers, customer_waiting, purchase_gap_by_group, purchase_gap_curve

ON_SCREEN = 200

page_head(
    t("Time between purchases"), t("How long until customers come again, when do they fall silent, and who is late?")
)

look, empty_text = reader().look, t("Nothing to show in this choice.")
which = choice(t("Gaps"), words.which_words(), key="gaps-which", default="all")
by = choice(t("Gaps by"), words.gap_choices(), key="gaps-by", default="all")
gaps, curve = ask(purchase_gap_by_group, by=by, which=which), ask(purchase_gap_curve, by=by, which=which)
chart = waiting_stairs(
    curve.rows, look, words.group_names(curve), t("Share who came again"), t("Days since the purchase"), t("Gaps followed so far"),
    words.last_shown_day(gaps), (30, 60, 90), empty_text,
)  # fmt: skip
figure(curve, chart, t("How soon do they come again?"), words.gap_sentence(gaps), key="gap-curve")
table(gaps, words.gap_columns(), "gaps", t("Days between purchases"), rows=words.gap_table(gaps))

event = pick(t("Wait for"), words.event_words(), key="waiting-event", default="quiet_180")
group = pick(t("Compare by"), words.group_choices(), key="waiting-by", default="all")
waiting = ask(customer_waiting, by=group, event=event)
chart = waiting_stairs(
    waiting.rows, look, words.group_names(waiting), words.waiting_word(event), t("Days since the first purchase"),
    t("Customers followed so far"), empty_text=empty_text,
)  # fmt: skip
figure(waiting, chart, words.event_words()[event], words.waiting_sentence(waiting), key="waiting")

left, right = st.columns(2)
with left:
    member = pick(t("Customers of the group"), words.member_choices(waiting), "waiting-of", words.EVERY_GROUP)
with right:
    late = pick(t("Customers to list"), words.late_words(event), key="late", default="quiet")
listed = words.listed_options(group, member, late, event)
customers = ask(cohort_customers, first=ON_SCREEN, **listed)
title = words.list_heading(waiting, member, late, event)
table(customers, list_columns(), "late-customers", list_title(title, customers))
download(lambda: ask(cohort_customers, **listed).rows, title, "late-customers-all", columns=list_columns())

st.page_link(page_path("cohorts"), label=t("Cohorts: who came back, by when and how they began"))
st.page_link(page_path("lifetime"), label=t("What they will still bring, and memberships projected"))
with st.expander(t("For the trainer"), icon=":material/school:"):
    st.markdown(words.lesson())
