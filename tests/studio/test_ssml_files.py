from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipelines import timeline
from studio import ssml_files

from .conftest import Ran

Run = Callable[..., Ran]

DOCUMENT = """<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="zh-CN">
  <mark name="start"/>我在<phoneme alphabet="pinyin" ph="yínháng">银行</phoneme>，<break time="400ms"/><prosody rate="+20%">长安街</prosody>。
  <foo/>
</speak>"""


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A user's folder that is empty."""
    monkeypatch.setenv("SHENGYING_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_an_ssml_file_is_planned_and_what_it_held_is_written_back(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.ssml").write_text(DOCUMENT)
    out = tmp_path / "speech.json"
    ran = run("plan", tmp_path / "x.ssml", "--out", out)
    assert ran.code == 0, ran.err
    assert "3:3: <foo>" in ran.err
    planned = timeline.loads(out.read_text())
    assert planned.text == "我在银行，长安街。"
    assert next(w for w in planned.words if w.text == "银行").reading == "yin2 hang2"
    written = ssml_files.to_ssml(out, planned)
    assert '<mark name="start"/>' in written
    assert "<foo/>" in written
    assert run("speak", out, "--out", tmp_path / "a.wav").code == 0
    assert run("plan", tmp_path / "x.ssml", "--out", out).code == 2  # there already
    assert run("plan", tmp_path / "x.ssml", "--out", out, "--force").code == 0


def test_a_sound_is_found_from_where_the_timeline_lies(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    soundfile.write(tmp_path / "in" / "ding.wav", 0.1 * np.ones(2400), 24_000)
    (tmp_path / "in" / "x.ssml").write_text('<speak xml:lang="en">Hello <audio src="ding.wav"/> world</speak>')
    out = tmp_path / "out" / "speech.json"
    assert run("plan", tmp_path / "in" / "x.ssml", "--out", out).code == 0
    (over,) = timeline.loads(out.read_text()).overrides.values()
    assert (out.parent / over.events[0].path).resolve() == tmp_path / "in" / "ding.wav"
    assert run("speak", out, "--out", tmp_path / "a.wav").code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<speak>Hello<break time='soon'/></speak>", "x.ssml: Line 1, column 13"),
        ("Hello", "not XML"),
        ("<speak>" + "a " * 3_000_000 + "</speak>", "5,000,000"),
        ("<speak>" + "a " * 12_000_000 + "</speak>", "bytes"),
    ],
)
def test_a_bad_document_is_one_line_and_leaves_nothing(text: str, says: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.ssml").write_text(text)
    ran = run("plan", tmp_path / "x.ssml", "--out", tmp_path / "speech.json")
    assert ran.code == 2
    assert says in ran.line
    assert "Traceback" not in ran.err
    assert not (tmp_path / "speech.json").exists()


def test_the_dictionary_is_kept_and_every_plan_is_made_with_it(run: Run, tmp_path: Path, home: Path) -> None:
    assert run("lexicon", "add", "朝阳", "zhāoyáng").code == 0
    assert run("lexicon", "add", "gif", "JH IH1 F").out.strip() == "gif  dʒˈɪf  en"
    assert run("lexicon", "add", "长", "zhang3", "--before", "校").code == 0
    assert (home / "lexicon.csv").is_file()
    assert "朝阳  zhāo yáng  zh" in run("lexicon", "list").out
    out = tmp_path / "speech.json"
    assert run("plan", "朝阳的gif图", "--out", out, "--lang", "zh").code == 0
    planned = timeline.loads(out.read_text())
    assert {w.text: w.reading for w in planned.words}["朝阳"] == "zhao1 yang2"
    assert planned.overrides == {}
    assert [p.symbol for w in planned.words if w.text == "gif" for p in w.phonemes] == ["dʒ", "ɪ", "f"]
    again = tmp_path / "again.json"
    assert run("lexicon", "add", "朝阳", "chao2 yang2").code == 0
    assert run("edit", out, '{"edit": "reading", "word": "w2", "reading": "di4"}', "--out", again).code == 0
    kept = timeline.loads(again.read_text())
    assert (kept.words[0].reading, kept.override("w2").reading) == ("zhao1 yang2", "di4")  # an edit changes its own word
    assert run("lexicon", "apply", again, "--out", out, "--force").code == 0
    followed = timeline.loads(out.read_text())
    assert (followed.words[0].reading, followed.override("w2").reading) == ("chao2 yang2", "di4")
    told = run("export", out, "--to", "ssml").out
    assert 'ph="chao2 yang2"' in told
    assert run("lexicon", "remove", "朝阳").out.strip() == "1 entry removed"
    assert [entry["text"] for entry in json.loads(run("lexicon", "list", "--json").out)] == ["长", "gif"]


def test_a_dictionary_file_goes_before_the_users(run: Run, tmp_path: Path) -> None:
    run("lexicon", "add", "gif", "dʒɪf")
    (tmp_path / "own.csv").write_text("word,reading\ngif,ɡɪf\n")
    out = tmp_path / "speech.json"
    assert run("plan", "a gif", "--out", out, "--lang", "en", "--lexicon", tmp_path / "own.csv").code == 0
    assert [p.symbol for p in timeline.loads(out.read_text()).words[-1].phonemes] == ["ɡ", "ɪ", "f"]


@pytest.mark.parametrize("suffix", [".csv", ".pls"])
def test_a_dictionary_goes_out_and_comes_in(suffix: str, run: Run, tmp_path: Path, home: Path) -> None:
    run("lexicon", "add", "W3C", "web consortium", "--alias")
    run("lexicon", "add", "重", "chong2", "--after", "庆")
    before = run("lexicon", "list", "--json").out
    file = tmp_path / f"own{suffix}"
    assert run("lexicon", "export", file).code == 0
    assert run("lexicon", "export", file).code == 2
    (home / "lexicon.csv").unlink()
    assert run("lexicon", "import", file).out.strip() == "2 entries imported"
    assert run("lexicon", "list", "--json").out == before


def test_a_project_has_a_dictionary_of_its_own(run: Run, tmp_path: Path, home: Path) -> None:
    (tmp_path / "film.studio").mkdir()
    assert "not a project" in run("lexicon", "add", "gif", "dʒɪf", "--project", tmp_path / "film.studio").line
    (tmp_path / "film.studio" / "project.json").write_text("{}")
    assert run("lexicon", "add", "gif", "dʒɪf", "--project", tmp_path / "film.studio").code == 0
    assert (tmp_path / "film.studio" / "lexicon.csv").is_file()
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "银行", "hang2"), "2 are wanted"),
        (("add", "gif", "ʁ"), "English does not have"),
        (("add", "gif", "x", "--notation", "runes"), "'runes'"),
        (("remove", "nothing"), "not in"),
        (("import", "none.csv"), "none.csv"),
        (("export", "x.doc"), ".csv, .pls"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: tuple[str, ...], says: str, run: Run) -> None:
    ran = run("lexicon", *arguments)
    assert ran.code == 2
    assert says in ran.line


def test_a_timeline_is_exported_as_ssml_and_planned_again(run: Run, tmp_path: Path) -> None:
    assert run("plan", "The lake was quiet.", "--voice", "grace", "--out", tmp_path / "a.json").code == 0
    assert (
        run("edit", tmp_path / "a.json", '{"edit": "pause", "word": "w2", "ms": 400}', "--out", tmp_path / "b.json").code == 0
    )
    ran = run("export", tmp_path / "b.json", "--out", tmp_path / "b.ssml")
    assert ran.code == 0, ran.err
    assert run("export", tmp_path / "b.json", "--to", "ssml").out == (tmp_path / "b.ssml").read_text()
    assert run("plan", tmp_path / "b.ssml", "--out", tmp_path / "c.json").code == 0
    assert json.loads(run("diff", tmp_path / "b.json", tmp_path / "c.json", "--json").out) == []
    ran = run("import", tmp_path / "b.ssml", "--out", tmp_path / "d.json")
    assert ran.code != 0
    assert "studio plan" in ran.line
