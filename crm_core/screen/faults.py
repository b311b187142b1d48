"""The one place that shows faults: what happened, what to do; never how the code failed."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import streamlit as st

from crm_core.errors import Fault
from crm_core.screen.as_written import as_written
from crm_core.screen.state import t, worded_value

_log = logging.getLogger("crm_core")


def show_fault(fault: Fault) -> None:
    """A fault in the reader's language."""
    title = f"{t(fault.title)}: {as_written(fault.subject)}" if fault.subject else t(fault.title)
    st.error(f"**{title}**\n\n{t(fault.message, **worded_details(fault.details))}", icon=":material/error:")


def show_surprise(failure: Exception) -> bool:
    """A failure nobody foresaw: a number to quote on the screen, the traceback in the server's log only.

    True tells Streamlit that nothing more is to be shown.
    """
    number = secrets.token_hex(4)
    _log.error("failure %s", number, exc_info=failure)
    st.error(
        t(
            "Something went wrong that we did not foresee. Your data are unchanged. "
            "Reload the page; if it happens again, quote the number {number}.",
            number=number,
        ),
        icon=":material/error:",
    )
    return True


def worded_details(details: Mapping[str, Any]) -> dict[str, str]:
    """Values of a fault in the reader's language."""
    return {name: worded_value(value) for name, value in details.items()}
