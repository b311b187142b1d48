"""Texts of data on screens that read Markdown: shown as they were written, and nothing in them loads or links anywhere.

Two ways. Where only Markdown is read, a stroke before a sign is enough (:func:`as_written`) but for what Streamlit looks
for after it has read Markdown. A sentence may also stand in a figure, a list or a file, where a stroke would be seen: there the
signs are kept apart by letters that nobody sees (:func:`unobeyed`).
"""

import re

SIGNS = r"\`*_{}[]()#+-.!|<>$:~&"
JOIN = "\u2060"
"""A letter without width: it parts signs that mean something together."""
SPACE = "\ufeff"
"""A space to Markdown, of no width to the eye: a star between two of them neither opens nor closes anything."""
GRAVE = "\u1fef"
"""The same sign as the grave accent of the keyboard, by another number: it is drawn alike and begins no code."""

_NOT_IN_FILES = str.maketrans({JOIN: None, SPACE: None, GRAVE: "`"})
_BREAK = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_NAMED = re.compile(r":(?=[^\W\d]|[:+\-/]|\d[\w+-]*:)|www(?=\.)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
_OTHERS = re.compile(r"<(?=[\w/!?])|&(?=#|\w+;)|\](?=[(\[:])|(?<=\S)@(?=\w)|\\(?=[!-/:-@\[-`{-~]|$)")
_DOLLAR = re.compile(rf"(?<!{SPACE})\$(?!\d)")
_STARS = re.compile(rf"(?<![{SPACE}*])\*+(?![{SPACE}*])|(?<![{SPACE}~])~+(?![{SPACE}~])")
_LINES = re.compile(rf"(?<![{SPACE}\w])_+(?![{SPACE}_])|(?<![{SPACE}_])_+(?![{SPACE}\w])")
"""A line inside a word, as in many a customer's number, means nothing to Markdown and stays as it is."""
_BLOCK = re.compile(r"\s|>|\||=+$|-{3}|(?:[-+]|#{1,6}|\d{1,9}[.)])(?:\s|$)")
_ANY = re.compile(r"[`*_~$:<>\]@&\\\r\n\v\f\x1c-\x1e\x85\u2028\u2029]|--|www|->", re.IGNORECASE)


def as_written(text: str) -> str:
    """The text with every sign that would format it shown, not obeyed; only for places that read Markdown."""
    parted = _NAMED.sub(rf"\g<0>{SPACE}", _BREAK.sub(" ", text))
    shown = "".join(f"\\{sign}" if sign in SIGNS else sign for sign in parted)
    return JOIN + shown if shown[:1].isspace() else shown


def unobeyed(text: str) -> str:
    """The text with every sign that would format it parted by letters that nobody sees, for any place; twice is as once."""
    if not _ANY.search(text):
        return text
    parted = _BREAK.sub(" ", text).replace("`", GRAVE)
    parted = _OTHERS.sub(rf"\g<0>{JOIN}", _NAMED.sub(rf"\g<0>{SPACE}", parted))
    parted = _DOLLAR.sub(f"{JOIN}{SPACE}${SPACE}{JOIN}", parted)
    for signs in (_STARS, _LINES):
        parted = signs.sub(rf"{JOIN}{SPACE}\g<0>{SPACE}{JOIN}", parted)
    return parted


def begun(text: str) -> str:
    """The text with a letter before it that nobody sees, where it would begin a heading, a list, a quotation or code."""
    return JOIN + text if _BLOCK.match(text) else text


def within(text: str) -> str:
    """A sentence as a part of a longer one, where it begins nothing any more."""
    return text[1:] if text.startswith(JOIN) and _BLOCK.match(text[1:]) else text


def off_screen(text: str) -> str:
    """The text for a file, without the letters that only a screen needs."""
    return text.translate(_NOT_IN_FILES)
