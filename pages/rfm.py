"""Recency, frequency, money: who bought lately, often and for much, and what are they called?"""

from crm_core.charts import rfm_cells
from crm_core.screen import ask, download, figure, page_head, reader, t, table
from crm_core.screen.fields import pick
from crm_core.screen.rfm_words import (
    as_of_choice,
    grid_sentence,
    rfm_customer_columns,
    rules_form,
    segment_columns,
    segment_words,
    tie_choice,
    tie_rules,
)
from crm_core.value.rfm_metrics import rfm, rfm_grid, rfm_segments

page_head(t("Recency, frequency, money"), t("Who bought lately, often and for much, as of any day?"))

day, ties = as_of_choice(), tie_choice()
grid, segments = ask(rfm_grid, ties=ties, day=day), ask(rfm_segments, ties=ties, day=day)
figure(
    grid,
    rfm_cells(
        grid.rows,
        reader().look,
        t("Recency score"),
        t("Frequency score"),
        t("Customers"),
        t("Revenue per customer"),
        t("Nothing to show in this choice."),
    ),
    t("Customers by recency and frequency"),
    grid_sentence(grid),
    key="rfm-grid",
)
tie_rules(grid)
table(segments, segment_columns(), "rfm-segments", t("Segments"))
rules_form(segments)

words = {"all": t("All customers"), **segment_words()}
segment = pick(t("Customers of the segment"), words, key="segment", default="all")
customers = ask(rfm, segment=segment, first=200, ties=ties, day=day)
table(customers, rfm_customer_columns(), "rfm-customers", t("Customers: {tier}", tier=words[segment]))
download(
    lambda: ask(rfm, segment=segment, ties=ties, day=day).rows,
    t("Customers: {tier}", tier=words[segment]),
    "rfm-customers",
    columns=rfm_customer_columns(),
)
