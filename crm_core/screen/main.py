"""The main script, run by Streamlit at every click: language, workspace, menu, filters, then the page, then faults."""

from crm_core.screen.frame import run

run()
