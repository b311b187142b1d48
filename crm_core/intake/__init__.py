"""Spreadsheets to facts: read as text, match, understand, check, load, undo. Refuses to guess and to lose a row unsaid."""

from crm_core.intake.attributes import (
    LONGEST_NAME,
    MOST_VALUES,
    PREFIX,
    WITH_ATTRIBUTES,
    attribute_names,
    attribute_values,
)
from crm_core.intake.checking import CheckResult, check, findings, rows_with_reasons
from crm_core.intake.column_shapes import SPLIT_SIGNS
from crm_core.intake.control import CONTROL_WORDS, controls_missed
from crm_core.intake.drafts import Draft, answer, answer_all, draft_file, has_draft, keep_rest, open_draft, rest_kept
from crm_core.intake.effects import ABSENT, Effect, Headline, TierMove
from crm_core.intake.error_rows import error_workbook
from crm_core.intake.fields import SHEET_FIELDS, SheetField, field_of
from crm_core.intake.findings import LEVEL_WORDS, LEVELS, RULES, Finding, FindingSummary
from crm_core.intake.fixes import EMPTIED, Fix, fix_of, fixed, fixes, next_fix
from crm_core.intake.keeping import UnfinishedDraft, original_of, prune, unfinished_drafts
from crm_core.intake.loading import (
    EarlierLoad,
    LoadResult,
    dry_run,
    finding_counts,
    load,
    load_findings,
    loaded_before,
    loads,
    manner_of_draft,
    quarantine,
    quarantined_rows,
    restore,
    rows_by_sheet,
    told_count,
    told_values,
    undo,
)
from crm_core.intake.matching import IGNORED, REASONS
from crm_core.intake.mending import cell_fixes, error_rows, rows_to_mend
from crm_core.intake.modes import BLANK_WORDS, MODE_WORDS, ORPHAN_WORDS
from crm_core.intake.parts import draft_files
from crm_core.intake.previews import (
    ReadCell,
    lines_of_customers,
    merged_over_rows,
    quoted_lines,
    raw_lines,
    read_cells_of,
    repeated_by_print,
    sum_rows,
)
from crm_core.intake.saved_mappings import SavedMapping, forget_mapping, saved_mapping, saved_mappings
from crm_core.intake.sheet_drafts import Choice, ColumnDraft, Question, SheetDraft, SurveyReading
from crm_core.intake.surveys import CONTACT_KINDS, SURVEY_KINDS, scales_that_fit
from crm_core.intake.templates import CODE_LABELS, template_bytes, templates
from crm_core.intake.used_choices import used_before
from crm_core.intake.value_maps import EMPTY, UnknownValue, is_coded, possible_codes
from crm_core.intake.wording import worded

__all__ = [
    "ABSENT",
    "BLANK_WORDS",
    "CODE_LABELS",
    "CONTACT_KINDS",
    "CONTROL_WORDS",
    "EMPTIED",
    "EMPTY",
    "IGNORED",
    "LEVELS",
    "LEVEL_WORDS",
    "LONGEST_NAME",
    "MODE_WORDS",
    "MOST_VALUES",
    "ORPHAN_WORDS",
    "PREFIX",
    "REASONS",
    "RULES",
    "SHEET_FIELDS",
    "SPLIT_SIGNS",
    "SURVEY_KINDS",
    "WITH_ATTRIBUTES",
    "CheckResult",
    "Choice",
    "ColumnDraft",
    "Draft",
    "EarlierLoad",
    "Effect",
    "Finding",
    "FindingSummary",
    "Fix",
    "Headline",
    "LoadResult",
    "Question",
    "ReadCell",
    "SavedMapping",
    "SheetDraft",
    "SheetField",
    "SurveyReading",
    "TierMove",
    "UnfinishedDraft",
    "UnknownValue",
    "answer",
    "answer_all",
    "attribute_names",
    "attribute_values",
    "cell_fixes",
    "check",
    "controls_missed",
    "draft_file",
    "draft_files",
    "dry_run",
    "error_rows",
    "error_workbook",
    "field_of",
    "finding_counts",
    "findings",
    "fix_of",
    "fixed",
    "fixes",
    "forget_mapping",
    "has_draft",
    "is_coded",
    "keep_rest",
    "lines_of_customers",
    "load",
    "load_findings",
    "loaded_before",
    "loads",
    "manner_of_draft",
    "merged_over_rows",
    "next_fix",
    "open_draft",
    "original_of",
    "possible_codes",
    "prune",
    "quarantine",
    "quarantined_rows",
    "quoted_lines",
    "raw_lines",
    "read_cells_of",
    "repeated_by_print",
    "rest_kept",
    "restore",
    "rows_by_sheet",
    "rows_to_mend",
    "rows_with_reasons",
    "saved_mapping",
    "saved_mappings",
    "scales_that_fit",
    "sum_rows",
    "template_bytes",
    "templates",
    "told_count",
    "told_values",
    "undo",
    "unfinished_drafts",
    "used_before",
    "worded",
]
