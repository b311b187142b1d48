"""Simulator: why do customers that come in not fill the bucket, and what closes the hole?"""

from crm_core.charts import bucket_lines
from crm_core.learning import bucket_start, compared_lines, doubled_inflow, ledger_lines, lesson, play, start_of
from crm_core.screen import ask, figure, reader, t
from crm_core.screen.bucket_controls import bucket_controls, bucket_download, is_played
from crm_core.screen.bucket_rounds import bucket_rounds
from crm_core.screen.bucket_words import (
    formula_with_numbers,
    guess_question,
    guess_sentence,
    ledger_sentence,
    outcome_sentence,
    working_words,
)
from crm_core.screen.lessons import (
    Guess,
    guess_first,
    lesson_example,
    lesson_head,
    lesson_questions,
    lesson_rule,
    link_to,
    small_print,
    trainer_notes,
    whole,
)

look = reader().look
told = lesson("leaky_bucket", look.language)
measured = ask(bucket_start)
start = start_of(measured)
doubled = doubled_inflow(start)

lesson_head(told)
lesson_example(told)
figure(
    measured,
    bucket_lines(
        ledger_lines(measured.rows),
        look,
        t("Customers"),
        t("as it was"),
        t("had nobody left"),
        empty_text=t("Too little history to count losses."),
    ),
    title=t("What leaked out in the period"),
    sentence=ledger_sentence(measured, start),
    key="bucket-measured",
)
is_open = guess_first(
    told, Guess(guess_question(start), doubled.customers, start.customers, whole, guess_sentence(doubled))
)
if is_open or is_played():
    made, margin = bucket_controls(start)
    outcome = play(start, made, margin)
    figure(
        measured,
        bucket_lines(compared_lines(outcome.rows), look, t("Customers"), t("as it is"), t("as set above"), t("Month")),
        title=t("What if?"),
        sentence=outcome_sentence(made, outcome),
        key="bucket-what-if",
    )
    formula_with_numbers(made, outcome)
    small_print(working_words(start, margin))
    bucket_download(start, made, margin)
    bucket_rounds(told, made, outcome)

lesson_rule(told)
lesson_questions(told)
link_to("value", t("Customer value"))
trainer_notes(told)
