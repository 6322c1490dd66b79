"""The README's Python lines run, its commands exist, and its numbers are the benchmarks'."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import readme
from pipelines import editing
from pipelines.film import ffmpeg

ROOT = Path(__file__).parent.parent


def test_the_python_lines_of_the_readme_make_a_film(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    (tmp_path / "assets").symlink_to(ROOT / "assets")
    (tmp_path / "lines.py").write_text(code)
    subprocess.run([sys.executable, "lines.py"], cwd=tmp_path, check=True, capture_output=True)
    facts = ffmpeg.probe(tmp_path / "film.mp4")
    assert facts.size == (720, 1280)
    assert facts.audio_seconds > 2


def test_the_chain_in_python_is_about_ten_lines() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    calls = [line for line in code.splitlines() if line and not line.startswith(("from", "import"))]
    assert len(calls) <= 10


@pytest.mark.parametrize(("name", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_numbers_are_those_of_the_benchmarks(name: str, lang: str) -> None:
    path = ROOT / name
    assert readme.written(path, lang) == path.read_text()


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/engines.md", "docs/editing.md"])
def test_every_file_that_is_linked_is_there(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_command_that_is_shown_exists(name: str) -> None:
    shown = set(re.findall(r"(?:^|\s)studio ([a-z]+)\b", (ROOT / name).read_text()))
    listed = subprocess.run([sys.executable, "-m", "studio.cli", "--help"], capture_output=True, text=True, check=True).stdout
    assert {command for command in shown if not re.search(rf"\b{command}\b", listed)} == set()


def test_make_alone_lists_the_recipes() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for recipe in ("demo", "studio", "test", "bench", "lint"):
        assert f"make {recipe}" in listed


def test_the_edits_that_are_shown_are_edits_and_all_are_listed() -> None:
    text = (ROOT / "docs" / "editing.md").read_text()
    shown = [line.strip() for line in text.splitlines() if line.startswith('    {"edit"')]
    assert len(shown) == len([editing.parse(json.loads(line)) for line in shown]) == 4
    listed = set(re.findall(r"^\| `([a-z]+)` \|", text, re.M))
    assert listed == set(editing.json_schema()["discriminator"]["mapping"])


def test_editing_in_python_runs_as_it_is_shown() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "editing.md").read_text(), re.S)
    found: dict[str, object] = {}
    exec(compile(code, "docs/editing.md", "exec"), found)
    assert len(found["sound"]) > 24_000  # type: ignore[arg-type]
    assert found["history"].now.overrides == {}  # type: ignore[attr-defined]
