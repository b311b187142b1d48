"""Relational against transactional marketing, measured: practice, index, outcomes and the evidence for them."""

from crm_core.relations.comparison import leading_rows
from crm_core.relations.contact_mix import PART_WORDS, PARTS, contact_mix, part_rows
from crm_core.relations.covariates import NAMES as TRAITS
from crm_core.relations.effects.evidence import REASONS
from crm_core.relations.four_groups import GROUPS, loyalty_group_sums, loyalty_groups, members_of
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
from crm_core.relations.programmes import Terms, programme_list, save_terms, saved_terms
from crm_core.relations.scorecard import relational_scorecard
from crm_core.relations.scorecard_outcomes import BLOCKS, LACKING, OUTCOME_OF

METRICS = (
    relational_rows,
    relational_index,
    relational_outcomes_raw,
    relational_scorecard,
    loyalty_groups,
    contact_mix,
)

__all__ = [
    "BLOCKS",
    "CLASSES",
    "DIRECTIONS",
    "GROUPS",
    "INDICATORS",
    "LACKING",
    "LEADING",
    "METRICS",
    "MISSING",
    "OUTCOME_NAMES",
    "OUTCOME_OF",
    "PARTS",
    "PART_WORDS",
    "REASONS",
    "ROWS",
    "TRAITS",
    "UNCLASSIFIED",
    "Indicator",
    "Row",
    "Terms",
    "contact_mix",
    "customers_of_class",
    "index_bins",
    "leading_rows",
    "loyalty_group_sums",
    "loyalty_groups",
    "members_of",
    "outcome_chart_rows",
    "part_rows",
    "programme_list",
    "relational_index",
    "relational_outcomes_raw",
    "relational_rows",
    "relational_scorecard",
    "save_terms",
    "saved_terms",
]
