"""The voices' panel without a browser: what the page asks for, and what it is answered."""

from __future__ import annotations

import base64
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from pipelines.media import Audio, write_audio
from pipelines.script import Line, Scene, Script
from pipelines.speech import voices
from pipelines.speech.design import tags
from pipelines.speech.espeak import EspeakSpeaker
from studio import auditions, editor, films_home
from studio.designing import SLIDERS
from studio.project import Choices, Project
from studio.store import Store
from studio.ui import page, voices_cast, voices_clone, voices_design, voices_own, voices_panel, voices_texts

UI = Path(voices_panel.__file__).parent
FILM = "20260101-120000-abcd"
Asked = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who has no voices and no films yet."""
    for name, place in (
        ("STUDIO_VOICES", "own"),
        ("XDG_CACHE_HOME", "cache"),
        ("STUDIO_HOME", "films"),
        ("GRADIO_TEMP_DIR", "uploads"),
    ):
        monkeypatch.setenv(name, str(tmp_path / place))


def ask(function: Asked, lang: str = "en", **asked: Any) -> dict[str, Any]:
    answer = function({"lang": lang, **asked})
    assert "error" not in answer, answer
    return answer


def refused(function: Asked, lang: str = "en", **asked: Any) -> str:
    return str(function({"lang": lang, **asked})["error"])


def uploaded(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / "uploads" / "x" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return str(path)


def film(speakers: dict[str, str]) -> Store:
    store = films_home.store(FILM)
    store.prepare()
    lines = tuple(Line(id=f"l{n}", text="Tea.", speaker=speaker) for n, speaker in enumerate(speakers))
    store.save(
        Project(
            script=Script(title="Tea", language="en", scenes=(Scene(id="s1", lines=lines),)), choices=Choices(voices=speakers)
        )
    )
    return store


# words


def test_the_scripts_use_only_words_that_exist() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in UI.glob("voices_*.js"))
    used = set(re.findall(r"(?:\bw|props\.words)\.(\w+)", source))
    assert used
    assert used <= set(voices_panel.words("zh"))
    functions = set(re.findall(r'\bask\("(\w+)"', source))
    built = voices_panel.build(lambda kind, words, **options: options["server_functions"])  # type: ignore[arg-type]
    assert functions == {function.__name__ for function in built}


def test_every_word_that_is_kept_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in [*UI.glob("voices_*.js"), *UI.glob("*.py")])
    unused = {
        key for key in voices_texts.VOICES if not re.search(rf"\b{key.partition('.')[2]}\b", source.replace(f'"{key}": (', ""))
    }
    made_up = {key for key in voices_texts.VOICES if re.match(r"voices\.(good|bad|judge)_", key)}
    sliders = {f"voices.{name}" for name in SLIDERS}
    assert unused - made_up - sliders == set()


def test_the_page_in_chinese_has_no_english_left() -> None:
    rows = ask(voices_panel.find, "zh", language="zh")["rows"]
    assert not [row for row in rows if re.search(r"[a-z]", row["language"] + "".join(row["tags"]))]
    words = voices_panel.words("zh")
    assert not [title for title, _ in words["languages"] if re.search("[a-z]", title)]
    told = ask(voices_design.design_voice, "zh", recipe={"text": "低沉的奶奶"})
    assert not re.search("[a-z]", str([row["moves"] for row in told["understood"]]).replace("moves", ""))


# the library


def test_a_thousand_voices_come_in_pages_favourites_first() -> None:
    first = ask(voices_panel.find)
    assert first["total"] >= 1050
    assert len(first["rows"]) == voices_panel.PAGE
    last = ask(voices_panel.find, page=999)
    assert last["page"] == first["pages"] - 1
    chosen = last["rows"][-1]["name"]
    ask(voices_panel.star, voice=chosen, star=True)
    again = ask(voices_panel.find)
    assert (again["rows"][0]["name"], again["rows"][0]["star"]) == (chosen, True)
    assert [row["name"] for row in ask(voices_panel.find, only="favourites")["rows"]] == [chosen]
    ask(voices_panel.star, voice=chosen, star=False)
    assert ask(voices_panel.find, only="favourites")["total"] == 0


@pytest.mark.parametrize(
    ("asked", "language", "tag"),
    [
        ({"words": "scottish man"}, "en-GB-scotland", "man"),
        ({"words": "粤语 女声"}, "yue", "woman"),
        ({"language": "ja", "tags": ["", "calm"]}, "ja", "calm"),
    ],
)
def test_voices_are_found_in_both_languages(asked: dict[str, Any], language: str, tag: str) -> None:
    rows = ask(voices_panel.find, **asked)["rows"]
    assert rows
    for voice in (voices.load(row["name"]) for row in rows):
        assert voice.language == language
        assert tag in voice.tags


def test_the_offered_filters_find_voices() -> None:
    for kind in ("who", "mood", "use"):
        offered = [tag for _, tag in voices_panel.words("en")["filters"][kind]]
        assert offered == list(tags.TAGS[kind])
    for _, code in voices_panel.words("en")["languages"]:
        assert ask(voices_panel.find, language=code)["total"] > 0, code


def test_no_file_is_reached_by_a_voices_name() -> None:
    for function in (
        voices_panel.hear,
        voices_panel.about,
        voices_own.export_voice,
        voices_own.films_of,
        voices_own.delete_voice,
    ):
        assert "cannot be called" in refused(function, voice="../../etc")
    assert "cannot be called" in refused(voices_design.design_voice, recipe={"like": "/etc"})
    assert "not added through the page" in refused(voices_own.import_voice, path="/etc/passwd")
    assert "not added through the page" in refused(voices_clone.judge_sample, path="/etc/passwd")


# the film


def test_each_speaker_can_have_another_voice() -> None:
    store = film({"": "grace", "Ann": "alice"})
    rows = ask(voices_cast.cast, film=FILM)["speakers"]
    assert [(row["speaker"], row["voice"], row["leads"]) for row in rows] == [("", "grace", True), ("Ann", "alice", False)]
    assert not ask(voices_cast.recast, film=FILM, speaker="Ann", voice="arthur")["leads"]
    assert store.load().choices.voices == {"": "grace", "Ann": "arthur"}
    assert ask(voices_cast.recast, film=FILM, speaker=None, voice="camille")["leads"]
    assert store.load().choices.voices == {"": "camille", "Ann": "arthur"}
    assert "any more" in refused(voices_cast.recast, film=FILM, speaker="Bob", voice="arthur")
    assert "no voice" in refused(voices_cast.recast, film=FILM, speaker="Ann", voice="arthurr")
    assert store.load().choices.voices["Ann"] == "arthur"
    assert ask(voices_cast.cast, film="")["speakers"] == []


def test_a_voice_taken_in_the_panel_is_the_briefs() -> None:
    assert page.voice_taken({"use": "arthur"}, "en", "")["value"] == "arthur"
    assert page.voice_taken({"use": ""}, "en", "grace")["value"] == "grace"
    assert page.voice_taken({"use": ""}, "en", "deleted-one")["value"] == ""


# design


def test_words_sliders_and_a_second_voice_make_one() -> None:
    recipe: dict[str, Any] = {"text": "a very deep old man, floofy", "moved": {}}
    told = ask(voices_design.design_voice, recipe=recipe)
    assert {row["word"] for row in told["understood"]} >= {"man", "deep", "old"}
    deep = next(row for row in told["understood"] if row["word"] == "deep")
    assert "Pitch −6 st" in deep["moves"]
    assert [row["word"] for row in told["unknown"]] == ["floofy"]
    pitch = told["values"]["pitch"]
    assert pitch < 100
    mixed = ask(voices_design.design_voice, recipe=recipe | {"mixed": "grace", "share": 0.5})["values"]["pitch"]
    assert mixed == pytest.approx(np.sqrt(pitch * 198), abs=0.1)
    moved = ask(voices_design.design_voice, recipe=recipe | {"moved": {"pitch": 150, "style": "calm", "evil": 1}})["values"]
    assert (moved["pitch"], moved["style"]) == (150.0, "calm")
    older = ask(voices_design.design_voice, recipe=recipe | {"aged": 20, "cheerful": -1})["values"]
    assert (older["roughness"] > told["values"]["roughness"], older["range"] < told["values"]["range"]) == (True, True)
    assert "40" in refused(voices_design.design_voice, recipe={"aged": 300})
    assert "60 to 420" in refused(voices_design.design_voice, recipe={"moved": {"pitch": 9000}})
    assert "可以试试" in refused(voices_design.design_voice, "zh", recipe={"text": "floofy"})


def test_a_designed_voice_is_saved_renamed_given_away_and_deleted(tmp_path: Path) -> None:
    saved = ask(voices_design.save_design, recipe={"text": "warm woman"}, title="My Aunt")
    assert (saved["name"], voices.load("My-Aunt").title_en) == ("My-Aunt", "My Aunt")
    assert "already" in refused(voices_design.save_design, recipe={"text": "warm woman"}, title="My Aunt")
    assert "a name" in refused(voices_design.save_design, recipe={}, title=" ")
    packed = ask(voices_own.export_voice, voice="My-Aunt")
    path = uploaded(tmp_path, packed["file"], base64.b64decode(packed["zip"]))
    assert ask(voices_own.import_voice, path=path)["name"] == "My-Aunt-2"
    assert ask(voices_own.rename_voice, voice="My-Aunt-2", title="姨妈")["name"] == "姨妈"
    assert voices.load("姨妈").title_zh == "姨妈"
    assert {row["name"] for row in ask(voices_panel.find, only="mine")["rows"]} == {"My-Aunt", "姨妈"}
    film({"": "姨妈"})
    kept = auditions.preview(voices.load("姨妈"))
    assert ask(voices_own.films_of, voice="姨妈")["films"] == ["Tea"]
    assert ask(voices_own.delete_voice, voice="姨妈")["films"] == ["Tea"]
    assert not kept.exists()
    assert "no voice" in refused(voices_panel.hear, voice="姨妈")
    assert ask(voices_cast.cast, film=FILM)["speakers"][0]["title"] == "姨妈 (deleted)"
    assert "program's own" in refused(voices_own.delete_voice, voice="grace")


def test_a_renamed_voice_still_speaks_in_its_films() -> None:
    ask(voices_design.save_design, recipe={"text": "warm woman"}, title="Aunt")
    store = film({"": "Aunt", "Ann": "grace"})
    project = store.load()
    cast = editor.Cast(EspeakSpeaker(), voices.load("grace"), {})
    said = cast.speaker.plan("Tea.", cast.voice)
    edit = {"edit": "voice", "voice": "Aunt", "first": said.words[0].id}
    store.save(project.with_utterance("l1", editor.edited(said, edit, cast.plan(said)).utterance))
    ask(voices_own.rename_voice, voice="Aunt", title="Auntie")
    assert store.load().choices.voices == {"": "Auntie", "Ann": "grace"}
    assert '"Auntie"' in (store.folder / "project.json").read_text()
    assert '"Aunt"' not in (store.folder / "project.json").read_text()


def test_the_pages_language_comes_first() -> None:
    for lang in ("zh", "en"):
        assert {voices.load(row["name"]).language.split("-")[0] for row in ask(voices_panel.find, lang)["rows"][:40]} == {lang}


def test_a_foreign_zip_is_refused_in_a_sentence(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("v/voice.toml", 'engine = "espeak"\nlanguage = "en"\n')
        archive.writestr("v/reference.wav", b"RIFF")
    assert "without its consent" in refused(voices_own.import_voice, path=uploaded(tmp_path, "v.zip", held.getvalue()))
    assert not (tmp_path / "own").exists()


# clone


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds of one of our own voices."""
    said = auditions.spoken(
        voices.load("arthur"), "The morning was clear and cold, and the whole valley lay quiet. We walked to the river."
    )
    path = tmp_path_factory.mktemp("speech") / "me.wav"
    write_audio(path, said)
    return path


def test_a_sample_is_judged_item_by_item_in_the_pages_language(tmp_path: Path, speech: Path) -> None:
    path = uploaded(tmp_path, "me.wav", speech.read_bytes())
    told = ask(voices_clone.judge_sample, "zh", path=path)
    assert told["good"]
    assert all(item["good"] for item in told["items"])
    assert len(told["items"]) >= 8
    assert all(re.search("[\u4e00-\u9fff]", text) for text in told["advice"])
    assert all(re.search("[\u4e00-\u9fff]", item["says"]) for item in told["items"])
    clean, rate = soundfile.read(io.BytesIO(base64.b64decode(told["clean"]["wav"])))
    assert len(clean) / rate > 3
    write_audio(Path(path), Audio(np.zeros(24_000 * 2, np.float32), 24_000))
    silent = ask(voices_clone.judge_sample, path=path)
    assert not silent["good"]
    assert "silent" in silent["why"]
    assert "error" in voices_clone.judge_sample({"path": uploaded(tmp_path, "text.wav", b"hello")})


def test_no_voice_is_cloned_without_consent(tmp_path: Path, speech: Path) -> None:
    path = uploaded(tmp_path, "me.wav", speech.read_bytes())
    for consent in ("", "  \n"):
        assert "only with consent" in refused(voices_clone.clone_voice, path=path, consent=consent)
    assert "sample" in refused(voices_clone.clone_voice, path="", consent="I agree.")
    assert not (tmp_path / "own").exists()


def test_a_clone_keeps_its_consent_and_speaks(tmp_path: Path, speech: Path) -> None:
    path = uploaded(tmp_path, "me.wav", speech.read_bytes())
    made = ask(voices_clone.clone_voice, path=path, consent="I am Li Lei, my own voice.", language="en", title="Li Lei")
    voice = voices.load(made["name"])
    assert (made["name"], voice.title_en, voice.consent.text if voice.consent else "") == (
        "Li-Lei",
        "Li Lei",
        "I am Li Lei, my own voice.",
    )
    assert ask(voices_panel.about, voice="Li-Lei")["consent"]["text"] == "I am Li Lei, my own voice."
    said, rate = soundfile.read(io.BytesIO(base64.b64decode(made["sound"]["wav"])))
    assert len(said) / rate > 2
    assert ask(voices_panel.about, voice="Li-Lei")["manner"] == 1.0
    kept = auditions.preview(voice)
    flat = ask(voices_own.set_manner, voice="Li-Lei", manner=0.0)
    assert (flat["manner"], voices.load("Li-Lei").degree) == (0.0, 0.0)
    assert flat["sound"] != made["sound"]
    assert not kept.exists()
    assert "0 " in refused(voices_own.set_manner, voice="Li-Lei", manner=7)
    assert "cloned" in refused(voices_own.set_manner, voice="grace", manner=0.5)
    assert ask(voices_panel.about, voice="grace")["manner"] is None
    shutil.rmtree(tmp_path / "uploads")  # the browser's copy does not last
    assert auditions.preview(voice, "Hello there.").is_file()
    assert "cloned" in refused(voices_design.design_voice, recipe={"like": "Li-Lei"})
    assert "cloned" in refused(voices_design.design_voice, recipe={"mixed": "Li-Lei", "share": 0.4})


def test_where_spoken_consent_is_wanted_the_page_shows_the_sentence_and_waits_for_it(
    tmp_path: Path, speech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not voices_panel.words("en")["spoken_required"]
    monkeypatch.setenv("STUDIO_SPOKEN_CONSENT", "1")
    assert voices_panel.words("en")["spoken_required"]
    shown = ask(voices_clone.consent_sentence, title="Li Lei", language="zh-CN")["sentence"]
    assert "Li Lei" in shown
    assert "同意" in shown
    path = uploaded(tmp_path, "me.wav", speech.read_bytes())
    asked = {"path": path, "consent": "I agree.", "language": "en", "title": "Li Lei"}
    assert "spoken consent" in refused(voices_clone.clone_voice, **asked)
    wrong = uploaded(tmp_path, "wrong.txt", b"hello")
    assert "cannot be read as sound" in refused(voices_clone.clone_voice, **asked, spoken=wrong)
    assert "not added through the page" in refused(voices_clone.clone_voice, **asked, spoken="/etc/passwd")
    assert not (tmp_path / "own").exists()
