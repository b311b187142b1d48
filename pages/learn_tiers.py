"""Card: which customers carry the firm, on the workspace's own data?"""

from crm_core.charts import tier_bars
from crm_core.learning import lesson, times_average
from crm_core.screen import ask, figure, reader, t
from crm_core.screen.lesson_words import times_sentence
from crm_core.screen.lessons import (
    Guess,
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
lesson_example(told)

is_open = times is None or guess_first(
    told,
    Guess(
        t("One average customer brings 1. How much does one of the most valuable bring?"),
        times,
        start=1,
        worded=tenths,
        sentence=times_sentence(tiers.rows, times),
        digits=1,
    ),
)
if is_open:
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

lesson_rule(told)
lesson_questions(told)
trainer_notes(told)
