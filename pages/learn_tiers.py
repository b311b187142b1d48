"""Card: which customers carry the firm, on the workspace's own data?"""

from crm_core.charts import tier_bars
from crm_core.learning import lesson, times_average
from crm_core.screen import ask, figure, reader, t
from crm_core.screen.lessons import (
    guess_first,
    lesson_example,
    lesson_head,
    lesson_questions,
    lesson_rule,
    link_to,
    tenths,
    trainer_notes,
)
from crm_core.screen.value_words import tier_sentence, tier_words
from crm_core.value import tier_summary

look = reader().look
told = lesson("value_tiers", look.language)
tiers = ask(tier_summary)
times = times_average(tiers.rows, "mvc")

lesson_head(told)
figure(
    tiers,
    tier_bars(
        tiers.rows,
        look,
        tier_words(),
        t("Share of customers"),
        t("Share of value"),
        empty_text=t("No rows for this choice."),
    ),
    title=t("Where the value lies"),
    sentence=tier_sentence(tiers),
    key="learn-tiers",
)
link_to("value", t("Customer value"))
lesson_example(told)

if times is not None:
    guess_first(
        told,
        t("One average customer brings 1. How much does one of the most valuable bring?"),
        times,
        start=1,
        worded=tenths,
        sentence=t("Each of the most valuable brings {times} times the average.", times=tenths(times)),
        digits=1,
    )

lesson_rule(told)
lesson_questions(told)
trainer_notes(told)
