"""English source texts to the reader's language, read from ``.po`` files with Babel, with no compile step."""

from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from babel.messages.pofile import read_po

Language = Literal["tr", "en"]
LANGUAGES: tuple[Language, ...] = ("tr", "en")

CATALOGUES = Path(__file__).parent / "catalogues"


def mark(text: str) -> str:
    """Mark a text for translation where it stands in a table; it is translated where it is shown."""
    return text


@cache
def _turkish() -> dict[str, str | tuple[str, ...]]:
    """Every Turkish text by its English source; plural sources are found by their singular."""
    texts: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((CATALOGUES / "tr").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="tr"):
                if message.id:
                    source = message.id[0] if isinstance(message.id, tuple | list) else message.id
                    texts[source] = cast("str | tuple[str, ...]", message.string)
    return texts


def translate(text: str, language: Language, /, **values: Any) -> str:
    """The text in ``language`` with its ``{named}`` places filled; values must already be worded."""
    worded: str | tuple[str, ...] = text
    if language == "tr" and text:
        worded = _turkish().get(text) or text
    if isinstance(worded, tuple):
        worded = worded[0]
    return worded.format(**values) if values else worded


def translate_count(one: str, many: str, count: int, language: Language, /, **values: Any) -> str:
    """The singular or plural text for ``count``; give the worded number as ``n`` among the values."""
    if language == "en":
        return (one if count == 1 else many).format(**values)
    worded = _turkish().get(one, many)
    if isinstance(worded, tuple):
        worded = worded[0 if count == 1 else -1]
    return worded.format(**values)
