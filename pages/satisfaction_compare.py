"""Compare satisfaction: what changed between two periods or differs between two groups, and what could not be seen?"""

from crm_core.charts import difference_dots
from crm_core.satisfaction import satisfaction_changes, satisfaction_contrast
from crm_core.screen import ask, choice, figure, page_head, reader, t, table
from crm_core.screen.comparing_words import (
    SCORE_OF,
    change_columns,
    change_table,
    changes_sentence,
    contrast_words,
    correction_words,
    difference_rows,
    group_choices,
    row_words,
    score_words,
)
from crm_core.screen.fields import pick
from crm_core.screen.satisfaction_words import measured_first, score_grouping_words

page_head(
    t("Compare satisfaction"),
    t("What changed between two periods or differs between two groups, and what could these numbers not have shown?"),
)

code = choice(t("Measure"), score_words(), key="measure", default=measured_first())
by = choice(t("Compare customers by"), score_grouping_words(), key="by", default="tier")
correction = choice(t("Correction for many groups"), correction_words(), key="correction", default="holm")
score, look, empty_text = SCORE_OF[code], reader().look, t("Nothing to show in this choice.")

changes = ask(satisfaction_changes, measure=code, by=by, correction=correction)
chart = difference_dots(
    difference_rows(changes, score), look, row_words(by), t("Now less before"), t("lower now"), t("higher now"),
    empty_text=empty_text, points_word=t("points"),
)  # fmt: skip
figure(changes, chart, t("This period less the one before"), changes_sentence(changes, score, by), key="changes")
table(changes, change_columns(score, by), "changes-table", t("Every group"), change_table(changes, score))

contrast = ask(satisfaction_contrast, measure=code, by=by)
groups = group_choices(contrast, by)
if len(groups) > 1:
    first = pick(t("One group"), groups, key="one", default=contrast.totals["first"])
    second = pick(t("Another group"), groups, key="other", default=contrast.totals["second"])
    contrast = ask(satisfaction_contrast, measure=code, by=by, first=first, second=second)
chart = difference_dots(
    difference_rows(contrast, score), look, row_words(by), t("Difference"), t("the first lower"), t("the first higher"),
    empty_text=empty_text, points_word=t("points"),
)  # fmt: skip
figure(contrast, chart, t("Two groups of this period"), contrast_words(contrast, score, by), key="contrast")
