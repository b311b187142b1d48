"""Import: what does my file hold, what is wrong in it, and what will be loaded?"""

from crm_core.screen import page_head, t
from crm_core.screen.import_columns import columns_step
from crm_core.screen.import_control import control_totals
from crm_core.screen.import_fixes import mending
from crm_core.screen.import_outcome import findings_step, load_step
from crm_core.screen.import_quality import file_quality
from crm_core.screen.import_reading import readings, used_before
from crm_core.screen.import_result import result_step
from crm_core.screen.import_spellings import spelling_step
from crm_core.screen.import_steps import draft_in_progress, file_step, understanding_step
from crm_core.screen.import_surveys import surveys_step
from crm_core.screen.import_values import shapes, words_step
from crm_core.screen.load_job import load_from_elsewhere
from crm_core.screen.workspace_forms import currency_choice

page_head(t("Import"), t("What does my file hold, what is wrong in it, and what will be loaded?"))

currency_choice()
draft = draft_in_progress()
load_from_elsewhere(draft)
result_step(is_brief=draft is not None)
file_step(draft)
if draft is not None:
    understanding_step(draft)
    used_before(draft)
    surveys_step(draft)
    readings(draft)
    columns_step(draft)
    shapes(draft)
    words_step(draft)
    spelling_step(draft)
    result = findings_step(draft)
    if result is not None:
        file_quality(draft, result)
        mending(draft, result)
        control_totals(draft, result)
        load_step(draft, result)
