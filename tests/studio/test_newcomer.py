"""What a person who does not know the program stumbles over: each is said at once, in plain words, and nothing is left."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipelines import script, timeline
from pipelines.film import labels
from pipelines.media import Audio, read_audio, write_audio
from studio import create, produce
from studio.project import Project
from studio.store import Store

from .conftest import SMALL, Ran

Run = Callable[..., Ran]

ASSETS = Path(__file__).parents[2] / "assets" / "demo"
TWO = "## The hill\nAnna: Tea begins on a hill.\nBen: And then?\n"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_head_is_not_animated_with_a_sound_of_another_speech(run: Run, tmp_path: Path) -> None:
    assert run("plan", "Hello there, and welcome to the tea hills.", "--out", tmp_path / "s.json").code == 0
    write_audio(tmp_path / "short.wav", Audio(np.zeros(19_200, np.float32), 24_000))
    ran = run("animate", "--avatar", ASSETS / "portrait.png", "--timeline", tmp_path / "s.json", "--audio",
              tmp_path / "short.wav", "--out", tmp_path / "h.mp4")  # fmt: skip
    assert ran.code == 2
    assert "lasts 0.80 s" in ran.line
    assert f"{timeline.loads((tmp_path / 's.json').read_text()).seconds:.2f} s" in ran.line
    assert files(tmp_path) == ["s.json", "short.wav"]


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        (("animate", "--avatar", "a.png", "--timeline", "s.json", "--audio", "s.wav", "--out", "out.avi"), ".mp4"),
        (("create", "Tea.", "--out", "out.avi"), ".mp4"),
        (("speak", "s.json", "--out", "out.mp3"), ".wav or .flac"),
        (("paint", "tea", "--out", "out.gif"), ".png or .jpg"),
    ],
)
def test_another_kind_of_output_is_refused_by_the_name_given(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], kinds: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.line.startswith(f"{arguments[-1]} cannot be written")
    assert kinds in ran.line
    assert files(tmp_path) == []


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_folder_as_output_is_said(run: Run, tmp_path: Path, force: list[str]) -> None:
    (tmp_path / "a.mp4").mkdir()
    ran = run("create", "Tea.", "--out", tmp_path / "a.mp4", *SMALL, *force)
    assert ran.code == 2
    assert "is a folder" in ran.line
    assert files(tmp_path) == ["a.mp4"]


@pytest.mark.parametrize(
    ("brief", "says"), [(TWO, "Its speakers: Anna, Ben"), ("Tea begins on a hill. It ends in a cup.", "narrator")]
)
def test_a_voice_for_nobody_is_refused(run: Run, tmp_path: Path, brief: str, says: str) -> None:
    (tmp_path / "b.md").write_text(brief)
    ran = run("create", tmp_path / "b.md", "--out", tmp_path / "f.mp4", "--voice", "Zed=alice", *SMALL)
    assert ran.code == 2
    assert "'Zed'" in ran.line
    assert says in ran.line
    assert files(tmp_path) == ["b.md"]


def test_a_presenter_without_a_portrait_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    for number, layout in enumerate(("pip", "picture", "画中画")):
        request = create.Request(brief=f"## The hill\n[layout: {layout}]\nTea begins on a hill.\n")
        create.begin(request, Store(tmp_path / f"{number}.studio"), note=lambda en, _: said.append(en))
    assert len(said) == 2
    assert "--portrait" in said[0]
    request = create.Request(brief="## The hill\n[layout: pip]\nTea.\n", portrait=ASSETS / "portrait.png")
    create.begin(request, Store(tmp_path / "seen.studio"), note=lambda en, _: said.append(en))
    assert len(said) == 2


def test_a_voice_that_is_cloned_for_a_plan_is_said(run: Run, tmp_path: Path) -> None:
    shutil.copy(ASSETS / "voice.wav", tmp_path / "ok.wav")
    command = ("plan", "茶。", "--voice", tmp_path / "ok.wav", "--consent", "mine", "--out", tmp_path / "s.json")
    ran = run(*command)
    assert ran.code == 0, ran.err
    assert f"{tmp_path / 'ok'}  the cloned voice" in ran.out
    assert files(tmp_path) == ["ok", "ok.wav", "s.json"]
    assert run(*command, "--force").code == 0
    assert "voice folder" in run("plan", "--help").out


def test_a_scene_of_the_wrong_signature_is_refused_before_anything_is_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("\n\ndef scene(size):\n    return None\n")
    (tmp_path / "b.md").write_text("## The hill\n[clip: s.py]\nTea.\n")
    ran = run("create", tmp_path / "b.md", "--out", tmp_path / "f.mp4", *SMALL)
    assert ran.code == 2
    assert "s.py, line 3: scene(size) cannot be called as scene(size, seconds)" in ran.err
    assert "write" not in ran.err
    assert files(tmp_path) == ["b.md", "s.py"]


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (["--seconds", "-3"], "seconds is -3; accepted: 0 (as long as the text) to 7200", "可接受 0"),
        (["--seconds", "nan"], "accepted: 0 (as long as the text) to 7200", "可接受 0"),
        (["--fps", "23"], "one of 24, 25, 30, 50, 60; 23 was given", "24、25、30、50、60"),
        (["--subtitles", "up"], "accepted: burn, soft, none", "burn、soft、none"),
        (["--seconds", "abc"], "--seconds is 'abc'; a number is accepted", "应为数字"),
        (["--nope"], "There is no option --nope", "没有选项"),
    ],
)
def test_a_choice_is_refused_in_one_plain_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], en: str, zh: str
) -> None:
    for language, says in (("en", en), ("zh", zh)):
        monkeypatch.setenv("STUDIO_LANG", language)
        ran = run("create", "Tea.", "--out", tmp_path / "f.mp4", *arguments)
        assert ran.code == 2
        assert says in ran.line
        assert len(ran.err.strip().splitlines()) == 1
        assert not any(word in ran.err for word in ("Input should", "Value error", "╭"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "Tea."), "--out is missing"),
        (("create",), "BRIEF is missing"),
        (("nonsense",), "There are: "),
        (("create", "Tea.", "more", "--out", "f.mp4"), "too many: more"),
        (("create", "Tea.", "--out"), "--out needs a value"),
    ],
)
def test_a_wrong_command_line_ends_with_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert says in ran.line
    assert "--help` lists" in ran.line
    assert len(ran.err.strip().splitlines()) == 1


def test_help_lists_the_values(run: Run) -> None:
    ran = run("create", "--help")
    assert ran.code == 0
    for value in ("gouache", "wonder", "outline", "espeak", "photo", "diffusion"):
        assert value in ran.out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('"layout": "pip"=>"layout": "sideways"', "layout of scene s1 cannot be 'sideways'; accepted: presenter, pip, picture"),
        ('"text": "And then?"=>"text": ""', "text of line l2 is empty"),
    ],
)
def test_a_fault_in_a_project_is_said_once_with_its_place(run: Run, tmp_path: Path, change: str, says: str) -> None:
    drafted = script.parse_markdown(TWO, "en")
    assert drafted is not None
    store = Store(tmp_path / "film.studio")
    store.prepare()
    store.save(Project(script=drafted))
    old, _, new = change.partition("=>")
    store.file.write_text(store.file.read_text().replace(old, new))
    ran = run("render", store.folder)
    assert ran.code == 2
    assert says in ran.line
    assert "project.json" in ran.line
    assert "Tuple" not in ran.line


def test_files_of_another_kind_are_named_with_what_would_do(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.md").write_text("# Tea\n")
    Path("text.jpg").write_text("words")
    Path("bad.json").write_text("[tea")
    Path("big.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1_100_000))
    for arguments, says in {
        ("create", "Tea.", "--out", "f.mp4", "--voice", "text.jpg"): ("text.jpg is not sound", "wav"),
        ("create", "Tea.", "--out", "f.mp4", "--music", "b.md"): ("b.md", "Accepted: wav"),
        ("speak", "b.md", "--out", "a.wav"): ("b.md is not a speech timeline", "`studio plan`"),
        ("plan", "bad.json", "--out", "p.json"): ("bad.json is not a script", "`studio write`"),
        ("show", "nope"): ("nope", "a project folder, a script.json or a speech.json"),
        ("plan", "...", "--out", "p.json"): ("The text", "empty"),
        ("create", "big.png", "--out", "f.mp4"): ("big.png is a PNG picture", "such as .md"),
        ("voices", "--lang", "xx"): ("no voice for the language 'xx'", "en-GB"),
    }.items():
        ran = run(*arguments)
        assert ran.code == 2, arguments
        for part in says:
            assert part in ran.line, ran.line
    assert files(tmp_path) == ["b.md", "bad.json", "big.png", "text.jpg"]


def test_english_sentences_keep_their_spaces_in_a_chinese_film(run: Run, tmp_path: Path) -> None:
    brief = "Tea begins on a hill. It ends in your cup. We drink it."
    assert run("write", brief, "--lang", "zh", "--out", tmp_path / "s.json").code == 0
    text = script.loads((tmp_path / "s.json").read_text()).text
    assert text.replace("\n", " ") == brief


def test_a_script_may_name_a_picture_of_ones_own(run: Run, tmp_path: Path) -> None:
    shutil.copy(ASSETS / "portrait.png", tmp_path / "p.png")
    (tmp_path / "b.md").write_text("## The hill\n[image: p.png]\nTea.\n")
    ran = run("write", tmp_path / "b.md", "--out", tmp_path / "s.json")
    assert ran.code == 0, ran.err
    assert files(tmp_path) == ["b.md", "p.png", "s.json"]


def test_chinese_is_cut_without_warnings(tmp_path: Path) -> None:
    code = "from pipelines.text import rank; print(rank.words('我们喝茶', 'zh'))"
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}  # compiled anew, as on the first day
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert "SyntaxWarning" not in ran.stderr
    assert "喝茶" in ran.stdout


def test_a_consent_says_of_what_it_is(tmp_path: Path) -> None:
    request = create.Request(
        brief=TWO, voices={"": str(ASSETS / "voice.wav")}, consent="mine", portrait=ASSETS / "portrait.png"
    )
    store = Store(tmp_path / "film.studio")
    extra = json.loads(labels.extra_json(produce.label_of(create.begin(request, store), store)))
    assert [(one["of"], one["text"]) for one in extra["consents"]] == [("voice", "mine"), ("face", "mine")]


def test_speak_tells_the_length_of_the_file(run: Run, tmp_path: Path) -> None:
    assert run("plan", "Hello there.", "--out", tmp_path / "s.json").code == 0
    said = run("speak", tmp_path / "s.json", "--out", tmp_path / "s.wav").out
    assert f"{read_audio(tmp_path / 's.wav').seconds:.2f} s, with the audible AI label" in said
    said = run("speak", tmp_path / "s.json", "--out", tmp_path / "t.wav", "--no-label").out
    assert said.strip().endswith(f"{read_audio(tmp_path / 't.wav').seconds:.2f} s")


def test_a_finished_stage_shows_its_count(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(TWO)
    ran = run("create", tmp_path / "b.md", "--out", tmp_path / "f.mp4", "--size", "128x128", "--seconds", "0")
    assert ran.code == 0, ran.err
    ends = {line.split()[0]: line.partition(" s  ")[2] for line in ran.err.splitlines()}
    assert {stage: ends[stage] for stage in ("write", "plan", "speak", "paint", "shoot")} == {
        "write": "2 lines", "plan": "2 lines", "speak": "2 lines", "paint": "1 picture", "shoot": "2 shots"
    }  # fmt: skip
    again = run("render", tmp_path / "f.studio")
    assert "2 lines, 2 of them found" in again.err


@pytest.mark.parametrize("given", ["my breif.md", "nothere.docx", "茶 文稿.txt"])
def test_a_file_that_is_not_there_is_not_read_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (("plan", given, "--out", "s.json"), ("create", given, "--out", "f.mp4")):
        ran = run(*command)
        assert ran.code == 2
        assert f"{given} is not a file" in ran.line
    assert files(tmp_path) == []


def test_a_folder_is_no_brief(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenes").mkdir()
    for given in ("scenes", "."):
        ran = run("create", given, "--out", "f.mp4")
        assert ran.code == 2
        assert given in ran.line
    assert files(tmp_path) == ["scenes"]


@pytest.mark.parametrize("text", ["He wrote it down. Then he opened notes.txt", "Tea, hills and a file: plan.md", "Tea."])
def test_a_sentence_is_read_out_also_if_it_ends_like_a_file(text: str) -> None:
    assert create.read_brief(text)[0] == text


@pytest.mark.parametrize("consent", ["…", " - ", "x", "1234"])
def test_a_consent_has_words(run: Run, tmp_path: Path, consent: str) -> None:
    ran = run("clone", ASSETS / "voice.wav", "--name", "anna", "--consent", consent)
    assert ran.code == 2
    assert "--consent" in ran.line


def test_presenters_share_their_names_and_ones_own_can_be_removed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_AVATARS", str(tmp_path / "avatars"))
    assert run("avatar", "draw", "--name", "mine").code == 0
    ran = run("avatar", "model", "--name", "mine")
    assert ran.code == 2
    assert "another kind" in ran.line
    assert run("avatar", "model", "--name", "head").code == 0
    assert run("avatar", "draw", "--name", "head").code == 2
    assert run("avatar", "draw", "--name", "mine", "--force").code == 0
    for name in ("mine", "head"):
        assert "add --yes" in run("avatar", "remove", name).line
        assert run("avatar", "remove", name, "--yes").code == 0
        assert run("avatar", "remove", name, "--yes").code == 2
    assert list((tmp_path / "avatars").rglob("*.toml")) == []
    assert "comes with the program" in run("avatar", "remove", "mei", "--yes").line


def test_what_becomes_of_a_videos_sound_needs_a_video(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nTea.\n")
    ran = run("dub", tmp_path / "a.srt", "--out", tmp_path / "out", "--music", "drop")
    assert ran.code == 2
    assert "give --video too" in ran.line
    assert files(tmp_path) == ["a.srt"]
