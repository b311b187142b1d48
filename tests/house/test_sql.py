"""House: SQL stands in files with a grain, in lower case, bound by places; rollups keep to the portable subset."""

import re
from functools import cache
from pathlib import Path

import pytest

from crm_core.store.building import AFTER_DERIVATIONS, BEFORE_DERIVATIONS, BESIDE_DERIVATIONS
from crm_core.store.named_sql import places
from crm_core.store.schema import FORMULAS, MACROS, TABLES
from tests.house.source import PRODUCT, ROOT

FILES = sorted((ROOT / "crm_core").rglob("*.sql"))
ROLLUPS = sorted((ROOT / "crm_core/store/rollups").glob("*.sql"))
CODE = "\n".join(module.text for module in PRODUCT)
NAMES = [path.relative_to(ROOT / "crm_core").as_posix() for path in FILES]
COMMENT = re.compile(r"--[^\n]*")
STRING = re.compile(r"'(?:[^']|'')*'")
NOT_PORTABLE = {
    "a quantile": r"percentile|quantile|\bmedian\s*\(|approx_",
    "an average": r"\bavg\s*\(|\bmean\s*\(|\bstddev|\bvar_|\bcorr\s*\(|\bregr_",
    "a division": r"(?<!-) / ",
    "qualify": r"\bqualify\b",
    "a :: cast": r"::",
    "an interval": r"\binterval\b",
    "group by all": r"\bgroup\s+by\s+all\b|\border\s+by\s+all\b",
    "double precision": r"\bdouble\b|\bfloat\b|\breal\b",
    "a DuckDB function": r"\blist_|\bunnest\b|\bstruct_|\barg_m|\bfilter\s*\(|\bexclude\b|\breplace\s*\(|\bcolumns\s*\(|\bpivot\b|\basof\b",
    "a session's clock or zone": r"\bnow\s*\(|current_(date|time)|timestamptz|at time zone",
    "a day of the week": r"\bdow\b|dayofweek|isodow|date_diff|datediff",
}


@cache
def is_bound(name: str) -> bool:
    """Whether somebody gives the place a value."""
    return re.search(rf"[\"']{name}[\"']|\b{name}\s*=|\b{name}:", CODE) is not None


def plain(path: Path) -> str:
    """The SQL without comments and without the inside of strings."""
    return STRING.sub("''", COMMENT.sub("", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_query_opens_with_what_its_rows_are(path: Path) -> None:
    first = path.read_text(encoding="utf-8").lstrip().splitlines()[0]
    assert re.fullmatch(r"-- [A-Z].{10,}", first)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_keywords_are_in_lower_case(path: Path) -> None:
    assert re.findall(r"\b[A-Z]{2,}\b", plain(path)) == []


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_nothing_is_pasted_into_a_query(path: Path) -> None:
    assert re.findall(r"[{}]|%s|\?", plain(path)) == []


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "sql"], ids=str)
def test_every_place_is_bound_by_somebody(path: Path) -> None:
    assert [name for name in places(path.read_text(encoding="utf-8")) if not is_bound(name)] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "sql"], ids=str)
def test_every_query_is_asked_by_somebody(path: Path) -> None:
    room, name = path.parent.parent.name, path.stem
    assert re.search(rf"[\"']{room}/{name}[\"']|[\"']{name}[\"']", CODE), f"{room}/{name} is asked by nobody"


@pytest.mark.parametrize("path", ROLLUPS, ids=lambda path: path.stem)
def test_every_rollup_is_built(path: Path) -> None:
    assert path.stem in (*BEFORE_DERIVATIONS, *BESIDE_DERIVATIONS, *AFTER_DERIVATIONS)


def test_every_piece_of_the_schema_is_loaded_once() -> None:
    pieces = [path for path in FILES if path.parent.parent.name == "sql"]
    names = [f"store/{path.parent.name}/{path.stem}" for path in pieces]
    assert sorted((*TABLES, *FORMULAS, *MACROS)) == sorted(names)


@pytest.mark.parametrize("path", ROLLUPS, ids=lambda path: path.stem)
@pytest.mark.parametrize("what", NOT_PORTABLE)
def test_a_rollup_holds_nothing_that_engines_disagree_on(path: Path, what: str) -> None:
    assert re.findall(NOT_PORTABLE[what], plain(path)) == []


@pytest.mark.parametrize("path", ROLLUPS, ids=lambda path: path.stem)
def test_a_rollup_returns_counts_as_bigint_and_money_as_decimal(path: Path) -> None:
    final = plain(path).rpartition("\nselect\n")[2] or plain(path)
    sums = re.findall(
        r"(?<![\w(])(?:sum|count)\s*\(", re.sub(r"cast\s*\((?:coalesce\s*\()?(?:sum|count)\s*\(", "", final)
    )
    assert sums == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("select avg(x) from t", "an average"),
        ("select a / b as c from t", "a division"),
        ("select x::date from t", "a :: cast"),
        ("select percentile_cont(0.5) within group (order by x) from t", "a quantile"),
        ("select d + interval 1 day from t", "an interval"),
        ("select a, sum(b) from t group by all", "group by all"),
        ("select a from t qualify row_number() over () = 1", "qualify"),
    ],
)
def test_the_lint_sees_what_it_should(text: str, what: str) -> None:
    assert re.findall(NOT_PORTABLE[what], text)
