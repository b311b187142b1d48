"""Card: what tells relational from transactional dealing, on the workspace's own data?"""

from crm_core.charts import class_rows
from crm_core.learning import lesson, relational_per_hundred
from crm_core.relations import leading_rows, relational_rows
from crm_core.screen import ask, figure, reader, t
from crm_core.screen.lesson_words import relational_sentence
from crm_core.screen.lessons import (
    Guess,
    guess_first,
    lesson_example,
    lesson_head,
    lesson_questions,
    lesson_rule,
    link_to,
    trainer_notes,
    whole,
)
from crm_core.screen.relation_words import class_words, row_words, rows_sentence

look = reader().look
told = lesson("relational_transactional", look.language)
compared = ask(relational_rows)
per_hundred = relational_per_hundred(compared.totals)

lesson_head(told)
lesson_example(told)

is_open = per_hundred is None or guess_first(
    told,
    Guess(
        t("Of 100 classified customers, how many do we deal with relationally?"),
        per_hundred,
        start=50,
        worded=whole,
        sentence=relational_sentence(compared.totals, per_hundred),
    ),
)
if is_open:
    figure(
        compared,
        class_rows(leading_rows(compared.rows), look, row_words(), class_words(), not_measured_text=t("Not measured")),
        title=t("The seven rows: relational ↔ transactional"),
        sentence=rows_sentence(compared),
        key="learn-relations",
    )
    link_to("relations", t("Relational or transactional"))

lesson_rule(told)
lesson_questions(told)
trainer_notes(told)
