"""Relational against transactional marketing, measured: practice, index and raw outcomes; claims no cause."""

from crm_core.relations.indicators import (
    CLASS_NAMES,
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
from crm_core.relations.outcomes import OUTCOME_NAMES

METRICS = (relational_rows, relational_index, relational_outcomes_raw)

__all__ = [
    "CLASSES",
    "CLASS_NAMES",
    "INDICATORS",
    "LEADING",
    "METRICS",
    "MISSING",
    "OUTCOME_NAMES",
    "ROWS",
    "UNCLASSIFIED",
    "Indicator",
    "Row",
    "relational_index",
    "relational_outcomes_raw",
    "relational_rows",
]
