"""The README as a reader uses it: its commands by purpose. ``python -m tests.house.manual test`` prints the test command."""

import re
import sys

from tests.house.source import ROOT

README = ROOT / "README.md"
PURPOSES = {"start": "streamlit run app.py", "test": "-m pytest"}


def commands() -> list[str]:
    """Every command line of the README's shell blocks, without prompts and comments."""
    blocks = re.findall(
        r"^```(?:sh|bash|shell|console)\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    plain = [re.sub(r"\s+#.*$", "", line.strip().removeprefix("$ ")) for line in lines]
    return [line for line in plain if line and not line.startswith("#")]


def command_for(purpose: str) -> str:
    """The one command that a newcomer is told to type for the purpose: ``start`` or ``test``."""
    found = [line for line in commands() if PURPOSES[purpose] in line and "install" in line]
    if len(found) != 1:
        raise LookupError(
            f"the README should have one command that installs and runs “{PURPOSES[purpose]}”, has {len(found)}"
        )
    return found[0]


if __name__ == "__main__":
    print(command_for(sys.argv[1]))
