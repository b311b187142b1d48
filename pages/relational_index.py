"""The relationship index: how relationally is each customer managed, in which groups, and under which anchors?"""

from crm_core.charts import group_intervals, index_histogram
from crm_core.relations import customers_of_class, index_bins, relational_index
from crm_core.screen import ask, choice, download, figure, page_head, reader, t, table
from crm_core.screen.index_words import (
    anchors_form,
    drawn_groups,
    group_index_columns,
    group_names,
    grouped_index,
    groups_sentence,
)
from crm_core.screen.relation_words import class_words, customer_columns, index_sentence

page_head(
    t("The relationship index"),
    t("How relationally is each customer managed, where more and where less, and how firm is the class?"),
)
look = reader().look

index = ask(relational_index)
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
anchors_form()

groups = grouped_index()
chart = group_intervals(
    drawn_groups(groups),
    look,
    group_names(groups),
    t("Index R"),
    "number1",
    overall=groups.totals["value"],
    overall_word=t("all"),
    full_scale=(0.0, 100.0),
    empty_text=t("No group can be shown for this choice."),
)
figure(groups, chart, t("The index by group"), groups_sentence(groups), key="index-groups")
table(groups, group_index_columns(), key="index-groups-table", title=t("The index by group in figures"))

shown = choice(t("Customers behind the class"), class_words(), key="class", default="relational")
members = customers_of_class(index.rows, shown)
table(index, customer_columns(), key="relations-customers", title=t("Customers behind the class"), rows=members)
file_name = f"relational_index {shown}"
download(members, file_name, key="relations-customers-class", columns=customer_columns())
