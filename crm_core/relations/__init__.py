"""Relational against transactional marketing, measured: practice, index, outcomes and the evidence for them."""

from crm_core.relations.anchors import (
    OWN_BOUNDS,
    SCORED,
    Anchors,
    freeze_anchors,
    percentile_bounds,
    reset_anchors,
    saved_anchors,
)
from crm_core.relations.campaigns import NO_SOURCE, ORIENTATIONS, SOURCES, marketing_sources, spend_mix
from crm_core.relations.comparison import leading_rows
from crm_core.relations.contact_mix import PART_WORDS, PARTS, contact_mix, part_rows
from crm_core.relations.covariates import NAMES as TRAITS
from crm_core.relations.effects.evidence import REASONS
from crm_core.relations.four_groups import (
    GAPS_OF_SILENCE,
    GROUPS,
    SILENCE_DAYS,
    lives_so_far,
    loyalty_answer,
    loyalty_group_sums,
    members_of,
    tenure_bands,
    with_lifetime,
)
from crm_core.relations.groups import CONSENT_WORDS, GROUPINGS, relational_groups
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
from crm_core.relations.ladder import ALL_STAGES, ladder_by_quarter, ladder_moves, ladder_steps, relationship_ladder
from crm_core.relations.ladder_stages import (
    NOT_PLACED,
    QUALITY_PARTS,
    STAGES,
    LadderSettings,
    save_ladder,
    saved_ladder,
)
from crm_core.relations.levers import LEVER_NAMES, equity_levers
from crm_core.relations.metrics import relational_index, relational_outcomes_raw, relational_rows
from crm_core.relations.outcomes import DIRECTIONS, OUTCOME_NAMES, outcome_chart_rows
from crm_core.relations.practice import practice_of_period
from crm_core.relations.programmes import Terms, programme_list, save_terms, saved_terms
from crm_core.relations.scorecard import relational_scorecard
from crm_core.relations.scorecard_outcomes import BLOCKS, LACKING, OUTCOME_OF

METRICS = (
    relational_rows,
    relational_index,
    relational_outcomes_raw,
    relational_scorecard,
    contact_mix,
    relational_groups,
    marketing_sources,
    spend_mix,
    relationship_ladder,
    ladder_steps,
    ladder_moves,
    ladder_by_quarter,
    equity_levers,
)

__all__ = [
    "ALL_STAGES",
    "BLOCKS",
    "CLASSES",
    "CONSENT_WORDS",
    "DIRECTIONS",
    "GAPS_OF_SILENCE",
    "GROUPINGS",
    "GROUPS",
    "INDICATORS",
    "LACKING",
    "LEADING",
    "LEVER_NAMES",
    "METRICS",
    "MISSING",
    "NOT_PLACED",
    "NO_SOURCE",
    "ORIENTATIONS",
    "OUTCOME_NAMES",
    "OUTCOME_OF",
    "OWN_BOUNDS",
    "PARTS",
    "PART_WORDS",
    "QUALITY_PARTS",
    "REASONS",
    "ROWS",
    "SCORED",
    "SILENCE_DAYS",
    "SOURCES",
    "STAGES",
    "TRAITS",
    "UNCLASSIFIED",
    "Anchors",
    "Indicator",
    "LadderSettings",
    "Row",
    "Terms",
    "contact_mix",
    "customers_of_class",
    "equity_levers",
    "freeze_anchors",
    "index_bins",
    "ladder_by_quarter",
    "ladder_moves",
    "ladder_steps",
    "leading_rows",
    "lives_so_far",
    "loyalty_answer",
    "loyalty_group_sums",
    "marketing_sources",
    "members_of",
    "outcome_chart_rows",
    "part_rows",
    "percentile_bounds",
    "practice_of_period",
    "programme_list",
    "relational_groups",
    "relational_index",
    "relational_outcomes_raw",
    "relational_rows",
    "relational_scorecard",
    "relationship_ladder",
    "reset_anchors",
    "save_ladder",
    "save_terms",
    "saved_anchors",
    "saved_ladder",
    "saved_terms",
    "spend_mix",
    "tenure_bands",
    "with_lifetime",
]
