"""Launcher: ``streamlit run app.py``. The main script lies elsewhere, so that no page can run without its frame."""

import runpy

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from crm_core.screen.server import APPLICATION, MAIN_SCRIPT

if get_script_run_ctx(suppress_warning=True) is None:
    # Streamlit looks for these very words; a launcher without them would be run as a plain script, pages unframed.
    app = st.App(MAIN_SCRIPT, **APPLICATION)
    if __name__ == "__main__":
        app.run()
else:
    runpy.run_path(str(MAIN_SCRIPT), run_name="__main__")
