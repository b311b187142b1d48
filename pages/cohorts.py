"""Cohorts: do customers come back, does it differ by when, how and with what they began, and do they pay back?"""

import streamlit as st

from crm_core.charts import cohort_grid, group_intervals
from crm_core.screen import ask, choice, download, figure, page_head, reader, t, table
from crm_core.screen import cohort_words as words
from crm_core.screen.fields import pick
from crm_core.screen.navigation import page_path
from crm_core.value import cohort_cells, cohort_customers, cohort_payback

ON_SCREEN = 200

page_head(
    t("Cohorts"), t("Do those won at the same time or in the same way come back, and do they pay back their cost?")
)

look, empty_text = reader().look, t("Nothing to show in this choice.")
by = choice(t("Cohorts by"), words.grouping_words(), key="cohorts-by", default="month")
measure = choice(t("Measure"), words.measure_words(), key="cohorts-measure", default="retention")
window = choice(t("Months followed"), words.window_words(), key="cohorts-window", default="0")
cells = ask(cohort_cells, by=by, measure=measure, months=int(window))
names = words.member_words(cells)
chart = cohort_grid(
    cells.rows, look, names, t("Cohort"), t("Months since the first order"), words.value_word(measure), t("Customers"),
    words.kind_of_measure(measure), words.first_age(measure), t("not finished"), t("fewer than 30 customers"), empty_text,
)  # fmt: skip
figure(cells, chart, words.measure_words()[measure], words.grid_sentence(cells), key="cohort-cells")
cell_rows = words.cell_table(cells, measure)
with st.expander(t("The same figures as a table"), icon=":material/table:"):
    table(cells, words.cell_columns(cell_rows, measure), "cohort-cells-table", rows=cell_rows)
st.caption(
    t(
        "Equal time keeps only customers won early enough to have lived all months shown, so that every column holds the same "
        "people and no line is longer because it is older."
    )
)

left, middle, right = st.columns(3)
with left:
    member = pick(t("Customers of the cohort"), names, key="cohort", default=words.EVERY_COHORT)
with middle:
    month = pick(t("Month since the first order"), words.month_words(cells, member), "cohort-month", words.ANY_MONTH)
with right:
    which = pick(t("Which of them"), words.came_words(month), key="cohort-which", default="everybody")
listed_by, of = words.behind(by, member)
listed = {**words.cell_options(month, window), "by": listed_by, "member": of, "which": which}
customers = ask(cohort_customers, first=ON_SCREEN, **listed)
table(customers, words.list_columns(month), "cohort-customers", words.list_title(names[member], customers))
download(
    lambda: ask(cohort_customers, **listed).rows,
    f"{names[member]} {which}",
    "cohort-customers-all",
    columns=words.list_columns(month),
)

payback = ask(cohort_payback, by=words.payback_by(by))
chart = group_intervals(
    words.payback_shown(payback), look, words.cohort_names(list(payback.rows["group"])), t("Paid back by month 12"),
    hidden_text=t("fewer than 10 customers"), empty_text=empty_text,
)  # fmt: skip
figure(payback, chart, t("Do they pay back what winning them cost?"), words.payback_sentence(payback), key="payback")
table(payback, words.payback_columns(), "payback-table", t("Payback by cohort"), rows=words.payback_table(payback))

st.page_link(page_path("timing"), label=t("How long until they come again, and until they fall silent"))
st.page_link(page_path("lifetime"), label=t("What they will still bring, and memberships projected"))
with st.expander(t("For the trainer"), icon=":material/school:"):
    st.markdown(words.lesson())
