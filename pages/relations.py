"""Relational or transactional: how are customers managed, and what can honestly be said of the difference?"""

from crm_core.charts import class_rows
from crm_core.relations import leading_rows, outcome_chart_rows, relational_outcomes_raw, relational_rows
from crm_core.screen import ask, figure, key_figures, page_head, reader, t, table
from crm_core.screen.relation_words import (
    class_cards,
    class_words,
    comparison_columns,
    outcome_sentence,
    outcome_table,
    outcome_words,
    row_table,
    row_words,
    rows_sentence,
)

page_head(
    t("Relational or transactional"),
    t("Are customers managed as a relationship or as single sales, and what differs between the two groups?"),
)

practice = ask(relational_rows)
outcomes = ask(relational_outcomes_raw)
look = reader().look

key_figures(class_cards(practice), key="relations-classes")

not_measured = t("Not measured; the table below says what is missing.")
chart = class_rows(leading_rows(practice.rows), look, row_words(), class_words(), not_measured)
title = t("The seven rows: relational ↔ transactional")
figure(practice, chart, title, rows_sentence(practice), key="relations-rows")
title = t("The seven rows in figures")
table(practice, comparison_columns(), key="relations-rows-table", title=title, rows=row_table(practice))

chart = class_rows(
    outcome_chart_rows(outcomes.rows),
    look,
    outcome_words(outcomes),
    class_words(),
    not_measured,
    empty_text=t("The data do not span two windows."),
)
title = t("What each group did in the following year (raw comparison)")
figure(outcomes, chart, title, outcome_sentence(outcomes), key="relations-outcomes")
title = t("The following year in figures")
table(outcomes, comparison_columns(), key="relations-outcomes-table", title=title, rows=outcome_table(outcomes))
