"""The house's own source as the house tests read it: modules, their imports, the literals of their calls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Module:
    """One Python file of the house."""

    path: Path

    @property
    def place(self) -> str:
        """Path from the root, as a reader would open it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Dotted name; a package is named by its folder."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        """The source text."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, filename=self.place)

    def imports(self) -> tuple[tuple[str, int], ...]:
        """Every dotted name that the module imports, also inside functions, with its line."""
        return self._imports

    @cached_property
    def _imports(self) -> tuple[tuple[str, int], ...]:
        found = list[tuple[str, int]]()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.name, node.lineno) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
        return tuple(found)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the last part of its name: ``t`` for ``t(…)``, ``markdown`` for ``st.markdown(…)``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield called_name(node), node


def called_name(call: ast.Call) -> str:
    """Last part of the called name; empty where a value is called."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def literal(node: ast.expr) -> str | None:
    """The text of a plain string literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def modules(*places: str) -> list[Module]:
    """The Python files at the places (files or folders under the root)."""
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [Module(path) for path in found]


PRODUCT = modules("app.py", "pages", "crm_core")
EVERYTHING = [*PRODUCT, *modules("tests", "benchmarks")]
