"""Loads and data: what has been loaded, what is missing, and how do I take a load back?"""

from crm_core.screen import page_head, t
from crm_core.screen.import_quality import quality_over_loads
from crm_core.screen.import_trial import waiting
from crm_core.screen.known_mappings import known_mappings
from crm_core.screen.load_history import dictionary, history, missing_data, one_load
from crm_core.screen.load_undo import undo_done

page_head(t("Loads and data"), t("What has been loaded, what is missing, and how do I take a load back?"))

undo_done()
missing_data()
waiting()
loads = history()
if not loads.empty:
    one_load(loads)
    undo_done()
    quality_over_loads(loads)
    known_mappings()
dictionary()
