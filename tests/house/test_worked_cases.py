"""House: no worked or published case of the methods is ever left out, whether a screen uses its formula or not."""

import re

from tests.house.source import ROOT

CASES = {f"T-{number:02d}" for number in range(1, 63)}
NAMED = re.compile(r"\bT-(\d\d)\b|_t(\d\d)_")


def test_every_worked_case_is_a_test() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py")]
    said = {f"T-{dashed or lower}" for text in texts for dashed, lower in NAMED.findall(text)}
    assert sorted(CASES - said) == []
