"""Every text that the house says, gathered from its source: marked literals and the parts of metric docstrings."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from babel.messages.pofile import read_po

from crm_core.answers import SECTIONS, Metric
from crm_core.cockpit import METRICS
from crm_core.store import data_dictionary
from crm_core.words.translation import CATALOGUES
from tests.house.source import PRODUCT, called_name, literal

ONE_TEXT = ("mark", "t", "translate", "_say")
TWO_TEXTS = ("tn", "translate_count")


@dataclass(frozen=True)
class Said:
    """One English source text, where it stands, and its plural form (empty where it has none)."""

    text: str
    place: str
    many: str = ""


@dataclass(frozen=True)
class Entry:
    """One Turkish entry: the English source and its Turkish forms (one, or two where the text counts)."""

    source: str
    forms: tuple[str, ...]
    file: str


def literals_in(node: ast.expr) -> Iterator[str]:
    """The literals that an argument can be: itself, or both arms of a choice."""
    text = literal(node)
    if text is not None:
        yield text
    elif isinstance(node, ast.IfExp):
        yield from literals_in(node.body)
        yield from literals_in(node.orelse)


def said_in_code() -> list[Said]:
    """Literals of mark, t, tn, translate and translate_count, in the order of the source."""
    found = []
    for module in PRODUCT:
        for name, call in module.calls():
            place = f"{module.place}:{call.lineno}"
            if name in ONE_TEXT and call.args:
                found += [Said(text, place) for text in literals_in(call.args[0])]
            elif name in TWO_TEXTS and len(call.args) > 1:
                one, many = literal(call.args[0]), literal(call.args[1])
                found += [Said(one, place, many)] if one and many else []
    return [said for said in found if said.text]


def said_by_metrics() -> list[Said]:
    """Sentence, formula, unit, grain and source of every metric of the catalogue."""
    parts = ("sentence", *(name.lower() for name in SECTIONS))
    return [Said(getattr(metric, part), f"metric {metric.name}, {part}") for metric in catalogue() for part in parts]


def said_by_the_schema() -> list[Said]:
    """Units and meanings of the data dictionary, which stand as comments in the schema."""
    fields = data_dictionary()
    units = [Said(field.unit, f"schema, unit of {field.table}.{field.name}") for field in fields]
    return units + [Said(field.meaning, f"schema, meaning of {field.table}.{field.name}") for field in fields]


def catalogue() -> list[Metric]:
    return list(METRICS.values())


def composed_texts() -> list[str]:
    """Places where mark, t or translate is given something that no test can gather."""
    faults = []
    for module in PRODUCT:
        for call_name, call in module.calls():
            is_ours = isinstance(call.func, ast.Name)
            if call_name not in (*ONE_TEXT, *TWO_TEXTS) or not is_ours or not call.args:
                continue
            texts = call.args[:2] if call_name in TWO_TEXTS else call.args[:1]
            faults += [
                f"{module.place}:{call.lineno} {call_name}({ast.unparse(node)})"
                for node in texts
                if not is_gathered(node, call_name)
            ]
    return faults


def is_gathered(node: ast.expr, call_name: str) -> bool:
    """A literal, a choice of literals, or (not for mark) a name that is bound to a marked text."""
    if literal(node) is not None:
        return True
    if isinstance(node, ast.IfExp):
        return is_gathered(node.body, call_name) and is_gathered(node.orelse, call_name)
    if isinstance(node, ast.Call):
        is_plain_text = called_name(node) in ("str", "getattr", "mark", "get")
        return call_name != "mark" and is_plain_text
    return call_name != "mark" and isinstance(node, ast.Name | ast.Attribute | ast.Subscript)


def turkish_entries() -> list[Entry]:
    """Every entry of every Turkish catalogue file."""
    entries = []
    for path in sorted((CATALOGUES / "tr").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="tr"):
                if not message.id:
                    continue
                source = message.id[0] if isinstance(message.id, tuple | list) else message.id
                forms = message.string if isinstance(message.string, tuple | list) else (message.string or "",)
                entries.append(Entry(source, tuple(forms), path.name))
    return entries


def places(text: str) -> set[str]:
    """The ``{named}`` places of a text."""
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
