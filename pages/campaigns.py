"""Campaigns and channels: what does each cost, what does it bring now, and what does it keep over twelve months?"""

from crm_core.charts import group_intervals, spend_mix_bars
from crm_core.relations import spend_mix
from crm_core.screen import ask, figure, page_head, reader, t, table
from crm_core.screen.campaign_words import (
    chosen_sources,
    cohort_sentence,
    drawn_sources,
    kept_sentence,
    mix_sentence,
    orientation_words,
    source_columns,
    source_names,
    source_table,
)

page_head(
    t("Campaigns and channels"),
    t("What does each campaign and channel cost, what does it bring now, and what does it keep over twelve months?"),
)
look = reader().look

mix = ask(spend_mix)
chart = spend_mix_bars(
    mix.rows,
    look,
    orientation_words(),
    t("Spending of the month"),
    empty_text=t("No spending on campaigns in this period."),
)
figure(mix, chart, t("Money for relational and for transactional marketing"), mix_sentence(mix), key="campaigns-mix")

sources = chosen_sources()
chart = group_intervals(
    drawn_sources(sources),
    look,
    source_names(sources),
    t("Ordered again within 12 months"),
    empty_text=t("No cohort with twelve complete months after its first order."),
)
sentence = f"{kept_sentence(sources)} {cohort_sentence(sources)}"
figure(sources, chart, t("What it keeps over twelve months"), sentence, key="campaigns-kept")

title = t("What it costs, brings now, and keeps")
table(sources, source_columns(sources), key="campaigns-table", title=title, rows=source_table(sources))
