"""The trainers' room: lessons, the leaky-bucket simulator and judged guesses; refuses to draw or to fetch on its own."""

from crm_core.learning.bucket import (
    HORIZON_MONTHS,
    NEWCOMER_FACTORS,
    BucketChoice,
    BucketOutcome,
    BucketStart,
    annual_from_monthly,
    choice_of,
    compared_lines,
    doubled_inflow,
    equilibrium,
    leaky_bucket,
    monthly_from_annual,
    most_acquired,
    play,
    surprise,
)
from crm_core.learning.bucket_workbook import bucket_workbook
from crm_core.learning.guess import CLASSIFIED, Judged, judged, relational_per_hundred, times_average
from crm_core.learning.lesson import Choice, Lesson, Question, Term, lesson, lesson_names, shuffled
from crm_core.learning.measured import bucket_start, is_measured, ledger_lines, start_of

METRICS = (bucket_start,)

__all__ = [
    "CLASSIFIED",
    "HORIZON_MONTHS",
    "METRICS",
    "NEWCOMER_FACTORS",
    "BucketChoice",
    "BucketOutcome",
    "BucketStart",
    "Choice",
    "Judged",
    "Lesson",
    "Question",
    "Term",
    "annual_from_monthly",
    "bucket_start",
    "bucket_workbook",
    "choice_of",
    "compared_lines",
    "doubled_inflow",
    "equilibrium",
    "is_measured",
    "judged",
    "leaky_bucket",
    "ledger_lines",
    "lesson",
    "lesson_names",
    "monthly_from_annual",
    "most_acquired",
    "play",
    "relational_per_hundred",
    "shuffled",
    "start_of",
    "surprise",
    "times_average",
]
