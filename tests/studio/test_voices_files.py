"""`studio voices …` as a person and as a program meet it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.media import read_audio
from pipelines.script import Line, Scene, Script
from studio.project import Choices, Project
from studio.store import Store

from .conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who has no voices yet."""
    monkeypatch.setenv("STUDIO_VOICES", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def listed(run: Run, *arguments: str) -> list[str]:
    return [row["name"] for row in json.loads(run("voices", "list", *arguments, "--json").out)]


def test_voices_are_found_by_language_tag_and_word(run: Run) -> None:
    assert "xiaolan" in listed(run, "--lang", "zh", "--tag", "warm")
    assert listed(run, "--find", "old storyteller") == ["laochen"]
    assert set(listed(run, "--lang", "en-GB", "--tag", "woman")) < set(listed(run, "--lang", "en", "--tag", "女声"))
    assert json.loads(run("voices", "--lang", "ja", "--json").out)
    ran = run("voices", "list", "--tag", "warn")
    assert (ran.code, "warm" in ran.line) == (2, True)
    assert "there are voices for" in run("voices", "list", "--lang", "qq").line.lower()


def test_a_voice_is_designed_heard_mixed_and_given_away(run: Run, tmp_path: Path) -> None:
    ran = run("voices", "design", "a deep, husky old man, slow and floofy", "--name", "grandpa", "--breath", "0.3", "--json")
    made = json.loads(ran.out)
    assert (made["breath"], made["unknown"][0]["word"]) == (0.3, "floofy")
    assert "floofy" in ran.err
    assert made["pitch"] < 110
    assert "grandpa" in listed(run, "--tag", "designed")
    out = tmp_path / "a.wav"
    assert run("voices", "audition", "grandpa", "Good evening, my dear.", "--out", out).code == 0
    assert read_audio(out).seconds > 1.0
    assert run("voices", "audition", "grandpa", "Again.", "--out", out).code == 2
    assert run("voices", "mix", "grandpa:60", "alice:40", "--name", "both").code == 0
    both = json.loads(run("voices", "show", "both", "--json").out)
    assert made["pitch"] < both["pitch"] < 226
    assert run("voices", "export", "both", "--out", tmp_path / "both.zip").code == 0
    assert run("voices", "import", tmp_path / "both.zip").code == 2
    assert run("voices", "import", tmp_path / "both.zip", "--name", "three").code == 0
    assert json.loads(run("voices", "show", "three", "--json").out)["timbre"] == both["timbre"]


def test_sliders_alone_make_a_voice(run: Run) -> None:
    ran = run("voices", "design", "--like", "grace", "--name", "lower", "--pitch", "170", "--style", "calm")
    assert ran.code == 0, ran.err
    made = json.loads(run("voices", "show", "lower", "--json").out)
    assert (made["pitch"], made["style"], made["tract"]) == (170.0, "calm", 0.87)


def test_a_voice_is_made_older_and_merrier(run: Run) -> None:
    grace = json.loads(run("voices", "show", "grace", "--json").out)
    made = json.loads(run("voices", "design", "--like", "grace", "--name", "granny", "--aged", "30", "--json").out)
    assert made["roughness"] > grace["roughness"] + 0.2
    assert (made["tract"] > grace["tract"], made["rate"] < grace["rate"], "old" in made["tags"]) == (True, True, True)
    made = json.loads(run("voices", "design", "--like", "grace", "--name", "merry", "--cheerful", "1", "--json").out)
    assert (made["pitch"] > grace["pitch"], made["range"] > grace["range"]) == (True, True)


def test_a_preview_is_made_once(run: Run) -> None:
    first, again = (json.loads(run("voices", "audition", "kayan", "--json").out)["out"] for _ in range(2))
    assert first == again
    assert Path(first).is_file()
    assert len(list(Path(first).parent.iterdir())) == 1


def test_favourites_come_first_in_their_order(run: Run) -> None:
    for name in ("yiran", "alice", "grace"):
        assert run("voices", "favourite", name).code == 0
    assert run("voices", "favourite", "grace", "--place", "1").code == 0
    assert listed(run)[:3] == ["grace", "yiran", "alice"]
    assert run("voices", "favourite", "alice", "--remove").code == 0
    assert listed(run, "--favourites") == ["grace", "yiran"]


def test_a_renamed_voice_keeps_its_place(run: Run, tmp_path: Path) -> None:
    run("voices", "design", "warm woman", "--name", "mine")
    run("voices", "favourite", "mine")
    kept = Path(json.loads(run("voices", "audition", "mine", "--json").out)["out"])
    assert run("voices", "rename", "mine", "ours").code == 0
    assert not kept.exists()
    assert listed(run, "--favourites") == ["ours"]
    assert not (tmp_path / "own" / "mine").exists()
    assert run("voices", "rename", "grace", "anna").code == 0
    assert {"grace", "anna"} <= set(listed(run))
    assert run("voices", "rename", "anna", "../x").code == 2


def test_a_deleted_voice_is_gone_at_once_and_its_films_are_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    run("voices", "design", "warm woman", "--name", "mine")
    run("voices", "favourite", "mine")
    store = Store(tmp_path / "films" / "20260101-120000-abcd" / "film.studio")
    store.prepare()
    film = Script(title="Tea", language="en", scenes=(Scene(id="s1", lines=(Line(id="l1", text="One."),)),))
    store.save(Project(script=film, choices=Choices(voices={"": "mine"})))
    kept = Path(json.loads(run("voices", "audition", "mine", "--json").out)["out"])
    ran = run("voices", "delete", "mine")
    assert (ran.code, "--yes" in ran.line, kept.is_file()) == (2, True, True)
    ran = run("voices", "delete", "mine", "--yes")
    assert ran.code == 0, ran.err
    assert "20260101-120000-abcd  Tea" in ran.out
    assert not kept.exists()
    assert not list((tmp_path / "own").glob("**/voice.toml"))
    assert run("voices", "audition", "mine").code == 2
    assert "program's own" in run("voices", "delete", "grace", "--yes").line
    assert run("voices", "show", "grace").code == 0


def test_words_are_found_in_both_languages(run: Run) -> None:
    men = listed(run, "--lang", "en-GB-scotland", "--find", "man")
    assert men
    assert not set(men) & set(listed(run, "--find", "woman"))
    assert set(listed(run, "--find", "粤语")) == set(listed(run, "--find", "cantonese"))
    assert set(listed(run, "--find", "温暖女声")) == set(listed(run, "--tag", "warm", "--tag", "woman"))


def test_a_damaged_voice_of_ones_own_hides_no_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own" / "odd").mkdir(parents=True)
    (tmp_path / "own" / "odd" / "voice.toml").write_text("pitch = 9000\n")
    ran = run("voices", "list", "--lang", "zh")
    assert ran.code == 0
    assert "9000" in ran.err
    assert "xiaolan" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["design", "floofy", "--name", "x"], "floofy"),
        (["design", "--name", "x"], "slider"),
        (["design", "deep"], "--name"),
        (["design", "deep", "--name", "a/b"], "a/b"),
        (["design", "deep", "--name", "x", "--pitch", "9000"], "420"),
        (["design", "deep", "--name", "x", "--pitch", "30"], "60"),
        (["design", "deep", "--name", "x", "--pitch", "nan"], "a number from 60 to 420"),
        (["design", "a man", "--name", "grace"], "--force"),
        (["mix", "grace", "alice", "--name", "miles"], "--force"),
        (["mix", "grace", "grace", "--name", "x"], "twice"),
        (["audition", "grace", ""], "nothing to say"),
        (["list", "--tag", "cloned"], "studio clone"),
        (["design", "deep", "--name", "x", "--style", "funky"], "cheerful"),
        (["design", "deep", "--name", "x", "--aged", "300"], "40"),
        (["design", "deep", "--name", "x", "--lang", "xx"], "xx"),
        (["design", "deep", "--name", "x", "--like", "gracee"], "grace"),
        (["mix", "grace:60", "--name", "x"], "two"),
        (["mix", "grace:a", "alice:1", "--name", "x"], "weight"),
        (["mix", "grace:0", "alice:1", "--name", "x"], "over 0"),
        (["audition", "gracee"], "grace"),
        (["audition", "grace", "…", "--out", "x.wav"], "nothing to say"),
        (["show", "gracee"], "grace"),
        (["favourite", "gracee"], "grace"),
        (["export", "grace", "--out", "x.rar"], ".zip"),
        (["import", "nowhere.zip"], "not a file"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(run: Run, arguments: list[str], says: str, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    ran = run("voices", *arguments)
    assert ran.code == 2, (ran.out, ran.err)
    assert says in ran.line
    assert "Traceback" not in ran.err
    assert not (tmp_path / "own").exists()
    assert not (tmp_path / "x.wav").exists()


def test_a_library_name_is_taken_with_force_only(run: Run, tmp_path: Path) -> None:
    assert run("voices", "design", "warm woman", "--name", "mine").code == 0
    ran = run("voices", "rename", "mine", "alice")
    assert (ran.code, "library" in ran.line, "--force" in ran.line) == (2, True, True)
    assert run("voices", "export", "miles", "--out", tmp_path / "shadow.zip").code == 0
    assert "--force" in run("voices", "import", tmp_path / "shadow.zip").line
    assert {path.name for path in (tmp_path / "own").iterdir()} == {"mine"}
    assert run("voices", "design", "a man", "--name", "grace", "--force").code == 0


def test_a_film_that_lies_anywhere_is_told_and_follows_its_voice(run: Run, tmp_path: Path) -> None:
    for name in ("mine", "other"):
        assert run("voices", "design", "warm woman", "--name", name).code == 0
    store, gone = (Store(tmp_path / "work" / name) for name in ("tea.studio", "gone.studio"))
    film = Script(title="Tea", language="en", scenes=(Scene(id="s1", lines=(Line(id="l1", text="One."),)),))
    for one in (store, gone):
        one.prepare()
        one.save(Project(script=film, choices=Choices(voices={"": "mine"})))
    gone.file.unlink()
    assert run("voices", "rename", "mine", "ours").code == 0
    assert store.load().choices.voices == {"": "ours"}
    ran = run("voices", "delete", "ours")
    assert (ran.code, "--yes" in ran.line, "Tea" in ran.line) == (2, True, True)
    ran = run("voices", "delete", "ours", "--yes")
    assert f"{store.folder}  Tea" in ran.out
    assert "gone" not in ran.out
    ran = run("voices", "delete", "other")
    assert ("--yes" in ran.line, "film" in ran.line) == (True, False)


def test_titles_say_what_the_voice_is(run: Run) -> None:
    assert (
        json.loads(run("voices", "design", "--like", "grace", "--name", "granny", "--aged", "20", "--json").out)["title"]
        == "granny"
    )
    mixed = json.loads(run("voices", "mix", "grace", "alice", "miles", "--name", "three", "--json").out)
    assert mixed["title"] == "grace 34% + alice 33% + miles 33%"
