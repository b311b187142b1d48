"""Texts of data on screens that read Markdown: shown as they were written, and nothing in them loads or links anywhere."""

import re

SIGNS = r"\`*_{}[]()#+-.!|<>$:~"
_LINK = re.compile(r"\](?=[(\[:])")


def as_written(text: str) -> str:
    """The text with every sign that would format it shown, not obeyed; only for places that read Markdown."""
    return "".join(f"\\{sign}" if sign in SIGNS else sign for sign in text)


def without_links(text: str) -> str:
    """The text with its links and pictures taken apart by a letter that nobody sees, also where Markdown is not read."""
    return _LINK.sub("]\u2060", text) if "]" in text else text
