"""House: the documents cannot lie: commands exist and run, every metric and page is in the README, files it names are there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copyfile, copytree

import pytest
from click.testing import CliRunner

from crm_core.__main__ import main as command_line
from crm_core.cockpit import METRICS
from crm_core.screen.navigation import PAGES
from crm_core.words import translate
from tests.browser.server import running_server
from tests.house.manual import README, command_for, commands
from tests.house.source import PRODUCT, ROOT
from tests.house.words_said import catalogue

TEXT = README.read_text(encoding="utf-8")


def run(line: str, workspaces: Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A command of the README, by this Python, over a folder of its own."""
    words = shlex.split(re.sub(r"^(\.venv/bin/)?python3?\b", sys.executable, line))
    environment = os.environ | {"CRM_WORKSPACES": str(workspaces), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def workspaces(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo workspace under the name that the README uses."""
    folder = tmp_path_factory.mktemp("manual")
    copyfile(demo_file, folder / demo_file.name)
    return folder


def cli_lines() -> list[str]:
    return [line for line in commands() if re.search(r"python3? -m crm_core\b", line)]


def test_one_command_starts_the_dashboard_from_nothing(workspaces: Path, tmp_path: Path) -> None:
    words = command_for("start")
    assert "-m venv" in words and "-r requirements.txt" in words
    with running_server(workspaces, tmp_path / "log.txt") as address:
        assert address.startswith("http://localhost:")


def test_one_command_installs_and_tests() -> None:
    words = command_for("test")
    assert "-m venv" in words and "-r requirements.txt" in words
    assert words.rstrip().endswith("-m pytest -n auto --dist loadfile")


def test_every_verb_of_the_command_line_is_in_the_readme_and_the_other_way_round() -> None:
    told = {match for line in cli_lines() for match in re.findall(r"-m crm_core ([a-z]+)", line)}
    assert told == set(command_line.commands)


@pytest.mark.parametrize("verb", sorted(command_line.commands))
def test_a_verb_explains_itself(verb: str) -> None:
    said = CliRunner().invoke(command_line, [verb, "--help"])
    assert said.exit_code == 0
    assert "Usage" in said.output


def test_the_readmes_commands_run_one_after_the_other_as_they_stand(tmp_path: Path) -> None:
    for name in ("data/samples", "data/templates"):
        copytree(ROOT / name, tmp_path / name)
    for line in cli_lines():
        said = run(line, tmp_path / "data/workspaces", folder=tmp_path)
        assert (said.returncode, said.stderr) == (0, ""), line
        assert said.stdout.strip(), line


@pytest.mark.parametrize(
    "words",
    ["metric no_such_metric", "metric nps_by_month --period yesterday", "sql 'drop table settings'", "undo 999"],
)
def test_a_command_that_cannot_be_done_says_one_line_and_ends_with_2(words: str, workspaces: Path) -> None:
    said = run(f"python -m crm_core {words}", workspaces)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in TEXT


def test_the_readme_names_no_metric_that_is_gone() -> None:
    told = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", TEXT))
    looks_like_a_metric = {
        name for name in told if re.search(r"_(by_month|by_group|summary|tiers|curve|index|rows)$", name)
    }
    assert looks_like_a_metric <= {metric.name for metric in catalogue()}


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.file)
def test_every_page_is_in_the_readme(entry) -> None:
    assert entry.title in TEXT or translate(entry.title, "tr") in TEXT


def test_every_setting_of_the_environment_is_in_the_readme_and_the_other_way_round() -> None:
    code = "\n".join(module.text for module in PRODUCT)
    assert set(re.findall(r"^\| `(CRM_[A-Z_]+)`", TEXT, re.MULTILINE)) == set(
        re.findall(r"[\"'](CRM_[A-Z_]+)[\"']", code)
    )


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", TEXT)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_begins_with_this_version_or_what_is_not_yet_released() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads
    assert heads[0] == "Unreleased" or heads[0].startswith(version[1])


def test_every_requirement_is_pinned_and_says_what_it_earns() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9-]+==[\d.]+\s+# .{10,}", line)] == []
