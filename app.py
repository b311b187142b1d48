"""Launcher: ``streamlit run app.py``. The main script lies elsewhere, so that no page can run without its frame."""

import runpy

from streamlit.runtime.scriptrunner import get_script_run_ctx

from crm_core.screen.server import MAIN_SCRIPT, application

if get_script_run_ctx(suppress_warning=True) is None:
    app = application()
    if __name__ == "__main__":
        app.run()
else:
    runpy.run_path(str(MAIN_SCRIPT), run_name="__main__")
