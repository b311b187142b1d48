"""Choices in, answers and faults out: the core's only door of streamlit. Computes nothing."""

from crm_core.screen.asking import ask
from crm_core.screen.fields import Column, choice, download, number_field
from crm_core.screen.showing import KeyFigure, figure, key_figures, notes, page_head, table
from crm_core.screen.state import Reader, reader, t, tn

__all__ = [
    "Column",
    "KeyFigure",
    "Reader",
    "ask",
    "choice",
    "download",
    "figure",
    "key_figures",
    "notes",
    "number_field",
    "page_head",
    "reader",
    "t",
    "table",
    "tn",
]
