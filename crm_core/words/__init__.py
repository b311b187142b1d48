"""Words in the reader's language; English source texts stand in the code, Turkish ones in ``catalogues/tr/*.po``.

Refuses to guess: a text without a Turkish entry is a failing test, not a silent fallback.
"""

from crm_core.words.folding import fold, sort_key, turkish_lower, turkish_upper
from crm_core.words.translation import LANGUAGES, Language, mark, translate, translate_count

__all__ = [
    "LANGUAGES",
    "Language",
    "fold",
    "mark",
    "sort_key",
    "translate",
    "translate_count",
    "turkish_lower",
    "turkish_upper",
]
