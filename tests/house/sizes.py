"""Prints what is longer than our hints: page 60 lines, function 30, SQL file 80, room file 300. A report, not a law."""

import ast

from tests.house.source import PRODUCT, ROOT


def longer_than_hints() -> list[str]:
    """One line for each page, function, SQL file and room file beyond its hint."""
    lines = []
    for module in PRODUCT:
        hint = 60 if module.name.startswith("pages.") else 300
        count = len(module.text.splitlines())
        if count > hint:
            lines.append(f"{module.place}: {count} lines (hint {hint})")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (
                    (node.end_lineno or node.lineno)
                    - node.lineno
                    + 1
                    - len((ast.get_docstring(node) or "").splitlines())
                )
                if length > 30:
                    lines.append(
                        f"{module.place}:{node.lineno} {node.name}: {length} lines without docstring (hint 30)"
                    )
    for path in sorted((ROOT / "crm_core").rglob("*.sql")):
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > 80:
            lines.append(f"{path.relative_to(ROOT)}: {count} lines (hint 80)")
    return lines


if __name__ == "__main__":
    print("\n".join(longer_than_hints()) or "nothing is longer than its hint")
