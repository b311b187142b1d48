"""UTF-8 with single letters of windows-1254 among it, as files grow that two programs wrote; every such letter is told.

A byte that is no UTF-8 becomes a letter of Unicode's private area on the way in, so that nothing else need know of it;
:func:`put_right` makes it the letter of windows-1254 that it stands for.
"""

import codecs
import re
from typing import Any

import pyarrow as pa
import pyarrow.compute

pc: Any = pyarrow.compute

MIXED = "utf-8-cp1254"
FIRST, LEAD_BYTE = 0xF700, 0xEF
STRAY = re.compile("[\uf780-\uf7ff]")
_ERRORS = "crm_core.stray"
_MARK = "\ufeff"


def is_mixed(letters: int, strays: int) -> bool:
    """Whether a text with so many letters beyond ASCII and so many stray bytes is UTF-8 for the better part.

    Letters of windows-1254 seldom stand side by side so that they look like UTF-8, so a file of it has strays alone.
    """
    return 0 < strays <= letters


def count(text: str) -> tuple[int, int]:
    """Letters beyond ASCII and stray bytes of a text read as :data:`MIXED`."""
    strays = len(STRAY.findall(text))
    return len(text) - len(text.encode("ascii", "ignore")) - strays, strays


def put_right(text: str) -> str:
    """The text with every stray byte as its letter of windows-1254."""
    return STRAY.sub(lambda found: _letter(ord(found.group())), text)


def put_right_column(texts: pa.StringArray) -> pa.StringArray:
    """As :func:`put_right`, of a whole column."""
    return pa.array([put_right(text) for text in texts.to_pylist()], pa.string())


def _letter(private: int) -> str:
    return bytes([private - FIRST]).decode("cp1254", "replace")


def _as_private(failure: UnicodeError) -> tuple[str, int]:
    if not isinstance(failure, UnicodeDecodeError):
        raise failure
    return "".join(chr(FIRST + byte) for byte in failure.object[failure.start : failure.end]), failure.end


class _Decoder(codecs.BufferedIncrementalDecoder):
    """Decodes piece by piece; a mark at the start is no letter."""

    is_begun = False

    def _buffer_decode(self, input: Any, errors: str, final: bool) -> tuple[str, int]:
        text, used = codecs.utf_8_decode(input, _ERRORS, final)
        if text and not self.is_begun:
            self.is_begun, text = True, text.removeprefix(_MARK)
        return text, used


def _decoded(data: Any, errors: str = "strict") -> tuple[str, int]:
    return codecs.utf_8_decode(data, _ERRORS, True)


def _known(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != MIXED:
        return None
    return codecs.CodecInfo(codecs.utf_8_encode, _decoded, incrementaldecoder=_Decoder, name=MIXED)


codecs.register_error(_ERRORS, _as_private)
codecs.register(_known)
