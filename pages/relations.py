"""Relational or transactional: how are customers managed, and what can honestly be said of the difference?"""

from crm_core.charts import class_rows, index_histogram
from crm_core.relations import (
    customers_of_class,
    index_bins,
    leading_rows,
    outcome_chart_rows,
    relational_index,
    relational_outcomes_raw,
    relational_rows,
)
from crm_core.screen import ask, choice, download, figure, key_figures, page_head, reader, t, table
from crm_core.screen.relation_words import (
    class_cards,
    class_words,
    comparison_columns,
    customer_columns,
    index_sentence,
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
index = ask(relational_index)
outcomes = ask(relational_outcomes_raw)
look = reader().look

key_figures(class_cards(practice), key="relations-classes")

figure(
    practice,
    class_rows(
        leading_rows(practice.rows),
        look,
        row_words(),
        class_words(),
        not_measured_text=t("Not measured; the table below says what is missing."),
    ),
    title=t("The seven rows: relational ↔ transactional"),
    sentence=rows_sentence(practice),
    key="relations-rows",
)
table(
    practice,
    comparison_columns(),
    key="relations-rows-table",
    title=t("The seven rows in figures"),
    rows=row_table(practice),
)

figure(
    outcomes,
    class_rows(
        outcome_chart_rows(outcomes.rows),
        look,
        outcome_words(outcomes),
        class_words(),
        not_measured_text=t("Not measured; the table below says what is missing."),
        empty_text=t("The data do not span two windows."),
    ),
    title=t("What each group did in the following year (raw comparison)"),
    sentence=outcome_sentence(outcomes),
    key="relations-outcomes",
)
table(
    outcomes,
    comparison_columns(),
    key="relations-outcomes-table",
    title=t("The following year in figures"),
    rows=outcome_table(outcomes),
)

figure(
    index,
    index_histogram(
        index_bins(index.rows),
        look,
        class_words(),
        t("Index R"),
        t("Customers"),
        empty_text=t("No customer can be classed by the index for this choice."),
    ),
    title=t("How relationally customers are managed: the index R"),
    sentence=index_sentence(index),
    key="relations-index",
)

shown = choice(t("Customers behind the class"), class_words(), key="class", default="relational")
members = customers_of_class(index.rows, shown)
table(index, customer_columns(), key="relations-customers", title=t("Customers behind the class"), rows=members)
download(members, f"relational_index {shown}", key="relations-customers-class")
