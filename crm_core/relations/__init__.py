"""Relational against transactional marketing, measured: practice, index and raw outcomes; claims no cause."""

from crm_core.relations.comparison import leading_rows
from crm_core.relations.index import customers_of_class, index_bins
from crm_core.relations.indicators import (
    CLASSES,
    INDICATORS,
    LEADING,
    MISSING,
    ROWS,
    UNCLASSIFIED,
    Indicator,
    Row,
)
from crm_core.relations.metrics import relational_index, relational_outcomes_raw, relational_rows
from crm_core.relations.outcomes import DIRECTIONS, OUTCOME_NAMES, outcome_chart_rows

METRICS = (relational_rows, relational_index, relational_outcomes_raw)

__all__ = [
    "CLASSES",
    "DIRECTIONS",
    "INDICATORS",
    "LEADING",
    "METRICS",
    "MISSING",
    "OUTCOME_NAMES",
    "ROWS",
    "UNCLASSIFIED",
    "Indicator",
    "Row",
    "customers_of_class",
    "index_bins",
    "leading_rows",
    "outcome_chart_rows",
    "relational_index",
    "relational_outcomes_raw",
    "relational_rows",
]
