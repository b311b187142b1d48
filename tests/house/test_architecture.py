"""House: a floor for every room, a door for every library; imports run downwards only, no circle, none hidden."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.source import EVERYTHING, PRODUCT, ROOT, Module, called_name, literal

FLOORS = {
    "crm_core": 0,
    "crm_core.errors": 0,
    "crm_core.words": 0,
    "crm_core.filters": 0,
    "crm_core.periods": 0,
    "crm_core.numbers": 0,
    "crm_core.answers": 0,
    "crm_core.settings": 0,
    "crm_core.terms": 0,
    "crm_core.exports": 0,
    "crm_core.slides": 0,
    "crm_core.store": 1,
    "crm_core.intake": 2,
    "crm_core.value": 2,
    "crm_core.satisfaction": 2,
    "crm_core.relations": 2,
    "crm_core.learning": 2,
    "crm_core.demo": 2,
    "crm_core.charts": 3,
    "crm_core.at_stake": 3,
    "crm_core.customer_return": 3,
    "crm_core.loyalty": 3,
    "crm_core.cockpit": 3,
    "crm_core.screen": 3,
    "crm_core.commands": 4,
    "crm_core.__main__": 4,
    "pages": 4,
    "app": 4,
}
BESIDE = {
    "crm_core.demo": {"crm_core.intake"},
    "crm_core.cockpit": {"crm_core.at_stake", "crm_core.customer_return", "crm_core.loyalty"},
    "crm_core.screen": {"crm_core.cockpit", "crm_core.charts"},
    "crm_core.__main__": {"crm_core.commands"},
}
ONLY_ON_THE_GROUND = {"crm_core.charts"}
DOORS = {
    "duckdb": ("crm_core.store", "tests", "benchmarks"),
    "plotly": ("crm_core.charts", "tests", "benchmarks"),
    "streamlit": ("crm_core.screen", "pages", "app", "tests", "benchmarks"),
    "playwright": ("tests", "benchmarks"),
    "fastexcel": ("crm_core.intake", "tests", "benchmarks"),
    "rapidfuzz": ("crm_core.intake", "tests", "benchmarks"),
    "pptx": ("crm_core.slides", "tests"),
    "click": ("crm_core.commands", "crm_core.__main__", "tests"),
}
NO_ROOM = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "managers",
    "service",
    "services",
    "tools",
}
FRAME_ALGEBRA = {
    "groupby", "merge", "pivot", "pivot_table", "agg", "aggregate", "apply", "transform", "melt", "stack", "unstack",
    "sort_values", "query", "assign", "concat", "rolling", "cumsum", "sum", "mean", "execute", "ask_text", "named_sql",
}  # fmt: skip
ARITHMETIC = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


def room_of(name: str) -> str:
    """The room that a dotted name lies in; empty for what is not ours."""
    parts = name.split(".")
    if parts[0] in ("pages", "app"):
        return parts[0]
    if parts[0] != "crm_core":
        return ""
    return ".".join(parts[:2])


def fault(module: Module, line: int, text: str) -> str:
    return f"{module.place}:{line} {text}"


def test_every_room_has_a_floor() -> None:
    assert {room_of(module.name) for module in PRODUCT} - set(FLOORS) == set()


def test_imports_run_downwards_only() -> None:
    faults = []
    for module in PRODUCT:
        own = room_of(module.name)
        for name, line in module.imports():
            other = room_of(name)
            if other == "crm_core":
                other = name if name in FLOORS else other
            if not other or other == own or other in BESIDE.get(own, ()):
                continue
            limit = 1 if own in ONLY_ON_THE_GROUND else FLOORS.get(own, 0)
            is_ground = FLOORS.get(own) == FLOORS.get(other) == 0
            if not is_ground and FLOORS.get(other, 9) >= limit:
                faults.append(fault(module, line, f"{own} imports {other}"))
    assert faults == []


def test_there_is_no_circle_of_imports() -> None:
    known = {module.name: module for module in PRODUCT}
    graph: dict[str, set[str]] = {}
    for module in PRODUCT:
        targets = set()
        for name, _ in module.imports():
            target = name if name in known else name.rpartition(".")[0]
            if target in known and target != module.name:
                targets.add(target)
        graph[module.name] = targets
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"circle: {' -> '.join(circle.args[1])}")


def test_no_import_is_hidden_inside_a_function() -> None:
    faults = [
        fault(module, node.lineno, f"import inside {function.name}")
        for module in EVERYTHING
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert faults == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    faults = [
        fault(module, line, f"imports {name}")
        for module in EVERYTHING
        for name, line in module.imports()
        if name.split(".")[0] == library
        and not any(module.name == door or module.name.startswith(f"{door}.") for door in DOORS[library])
    ]
    assert faults == []


def test_no_room_is_a_drawer_for_everything() -> None:
    places = {part for module in EVERYTHING for part in module.path.relative_to(ROOT).with_suffix("").parts}
    assert places & NO_ROOM == set()


def test_every_module_opens_with_what_it_is() -> None:
    assert [module.place for module in EVERYTHING if module.text.strip() and not ast.get_docstring(module.tree)] == []


def test_nothing_swallows_every_exception() -> None:
    faults = []
    for module in EVERYTHING:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else {"all"}
            passes_on = isinstance(node.body[-1], ast.Raise)
            if caught & {"all", "Exception"} or ("BaseException" in caught and not passes_on):
                faults.append(fault(module, node.lineno, "catches everything"))
    assert faults == []


def test_nothing_is_silenced_or_left_for_later() -> None:
    words = [
        "type: " + "ignore",
        "no" + "qa",
        "pyright: " + "ignore",
        "TO" + "DO",
        "FIX" + "ME",
        "x" + "fail",
        "mark." + "skip",
    ]
    faults = [
        f"{module.place}:{number} {word}"
        for module in EVERYTHING
        for number, line in enumerate(module.text.splitlines(), start=1)
        for word in words
        if word in line
    ]
    assert faults == []


def pages() -> list[Module]:
    return [module for module in PRODUCT if module.name.startswith("pages.")]


def test_a_page_holds_no_frame_algebra_and_no_sql() -> None:
    faults = []
    for module in pages():
        faults += [fault(module, call.lineno, name) for name, call in module.calls() if name in FRAME_ALGEBRA]
        faults += [
            fault(module, node.lineno, "SQL")
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "select " in node.value.lower()
            and " from " in node.value.lower()
        ]
        faults += [
            fault(module, line, f"imports {name}")
            for name, line in module.imports()
            if name.startswith(("pandas", "numpy"))
        ]
    assert faults == []


def test_a_page_computes_nothing() -> None:
    faults = [
        fault(module, node.lineno, f"arithmetic: {ast.unparse(node)}")
        for module in pages()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC)
    ]
    assert faults == []


def test_nobody_writes_html_into_the_screen() -> None:
    faults = [
        fault(module, call.lineno, f"{name} with HTML")
        for module in PRODUCT
        for name, call in module.calls()
        if any(keyword.arg == "unsafe_allow_html" for keyword in call.keywords)
        or (name == "html" and module.name.startswith("pages."))
    ]
    assert faults == []


def test_a_fault_is_raised_with_a_marked_text() -> None:
    faults = []
    for module in PRODUCT:
        for name, call in module.calls():
            is_fault = name.endswith("Fault") or name in ("WorkspaceInUse", "Note")
            if (
                is_fault
                and call.args
                and not isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript | ast.Call)
            ):
                faults.append(fault(module, call.lineno, f"{name} with a text that is not marked"))
            if is_fault and call.args and isinstance(call.args[0], ast.Call) and called_name(call.args[0]) != "mark":
                faults.append(fault(module, call.lineno, f"{name} with a composed text"))
    assert faults == []


def test_the_screen_says_no_literal_that_is_not_translated() -> None:
    shown = {
        "markdown", "caption", "title", "header", "subheader", "text", "write", "info", "warning", "error", "success", "button",
        "text_input", "text_area", "selectbox", "multiselect", "checkbox", "toggle", "radio", "segmented_control", "expander",
        "popover", "spinner", "toast", "metric", "file_uploader", "download_button", "page_link", "form_submit_button", "dialog",
        "page_head",
    }  # fmt: skip
    faults = []
    for module in PRODUCT:
        if not module.name.startswith(("pages.", "crm_core.screen")):
            continue
        for name, call in module.calls():
            said = [
                *call.args[:1],
                *(keyword.value for keyword in call.keywords if keyword.arg in ("help", "label", "placeholder")),
            ]
            for node in said:
                text = literal(node)
                is_log = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "_log"
                if name in shown and not is_log and text and any(sign.isalpha() for sign in text):
                    faults.append(fault(module, call.lineno, f"{name}({text!r})"))
    assert faults == []
