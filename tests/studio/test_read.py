"""`studio read` as a person and as a program meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studio import read as reading

from .conftest import Ran

Run = Callable[..., Ran]


def test_a_person_reads_marks(run: Run) -> None:
    ran = run("read", "银行行长去玩儿，绿色。", "--lang", "zh")
    assert ran.code == 0, ran.err
    assert ran.out.strip() == "银行行长[yín háng háng zhǎng]去[qù]玩儿[wánr]，绿色[lǜ sè]。"


def test_a_program_reads_digits_candidates_and_places(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("他说：\n重新 发行3次。", encoding="gb18030")
    ran = run("read", path, "--lang", "zh", "--json")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [(row["word"], row["reading"], row["line"], row["column"]) for row in rows] == [
        ("他", "ta1", 1, 1), ("说", "shuo1", 1, 2), ("重新", "chong2 xin1", 2, 1), ("发行", "fa1 xing2", 2, 4), ("3", "san1", 2, 6), ("次", "ci4", 2, 7),
    ]  # fmt: skip
    assert {"zhong4", "chong2"} <= set(rows[2]["candidates"][0])


def test_english_is_read_as_ipa(run: Run) -> None:
    rows = [json.loads(line) for line in run("read", "They refuse the record.", "--lang", "en", "--json").out.splitlines()]
    assert [row["reading"] for row in rows][1:4:2] == ["ɹɪˈfjuːz", "ˈɹɛkɚd"]
    assert rows[1]["candidates"] == [["ˈɹɛfjuːs", "ɹɪˈfjuːz"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["nowhere.txt"], "not a file"), (["…！"], "no word"), (["hi", "--lang", "xx"], "xx")],
)
def test_bad_input_is_one_line(run: Run, arguments: list[str], says: str) -> None:
    ran = run("read", *arguments)
    assert ran.code == 2
    assert says in ran.line


def test_bytes_that_are_no_text_are_refused_before_anything_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"hello \x00\x01")
    ran = run("read", path, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert "not a text file" in ran.line


def test_stretches_are_the_whole_text_and_short() -> None:
    text = "长句" * 1000 + "。短句！\n" + "a, b " * 500
    blocks = [text[start : start + 333] for start in range(0, len(text), 333)]
    found = list(reading.stretches(iter(blocks)))
    assert "".join(found) == text
    assert max(map(len, found)) <= 400


def test_a_long_text_comes_as_it_is_read_and_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("银行行长重新发行债券。\n" * 600, encoding="utf-8")
    code = (
        "import resource, sys\n"
        "from studio import read\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "rows = early = 0\n"
        "for stretch in read.stretches(read._blocks(sys.argv[1])):\n"
        "    rows += len(list(read.words(stretch, 'zh')))\n"
        "    early = early or (peak() if rows > 400 else 0)\n"
        "print(rows, early, peak())"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    rows, early, late = map(int, ran.stdout.split())
    assert rows == 4 * 600
    unit = 1 if sys.platform == "darwin" else 1024
    assert (late - early) * unit < 10_000_000
