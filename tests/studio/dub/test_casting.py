"""Who says a row, and what cannot be said by anybody."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import BadInput
from studio.dub.casting import Casting
from studio.dub.row import Row

from .rows_help import Write, writer

ROW = Row("clips.csv", "row 2", "Hello.")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return writer(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("voices.csv", "speaker,voice,style,speed\nAnna,grace,cheerful,1.1\nBen, alice ,,\n*,xiaolan,,\n"),
        ("voices.csv", "角色;声音;情绪;语速\nＡnna;grace;欢快;110%\nBEN;alice;;\n默认;xiaolan;;\n"),
        ("voices.tsv", "voice\tspeaker\tspeed\tstyle\ngrace\tanna\t1.1x\tcheerful\nalice\tben\nxiaolan\t旁白\n"),
        ("voices.toml", '"*" = "xiaolan"\nBen = "alice"\n[Anna]\nvoice = "grace"\nstyle = "cheerful"\nspeed = 1.1\n'),
        ("voices.json", '{"speakers": {"Anna": {"voice": "grace", "style": "cheerful", "speed": 1.1}, "Ben": "alice", "default": "xiaolan"}}'),
    ],
)  # fmt: skip
def test_a_speaker_has_the_voice_of_the_file(write: Write, name: str, content: str) -> None:
    casting = Casting.of("", write(name, content))
    assert [casting.voice_for(replace(ROW, speaker=who)) for who in ("Anna", " ANNA ", "Ben", "Carl", "")] == [
        "grace",
        "grace",
        "alice",
        "xiaolan",
        "xiaolan",
    ]
    cast = casting.cast(replace(ROW, speaker="Anna"))
    assert (cast.voice, cast.style, cast.speed) == ("grace", "cheerful", 1.1)
    cast = casting.cast(replace(ROW, speaker="Anna", voice="alice", style="sad", speed=0.9))
    assert (cast.voice, cast.style, cast.speed) == ("alice", "sad", 0.9)


def test_the_voice_of_a_row_goes_before_its_speakers_and_that_before_the_default(write: Write) -> None:
    casting = Casting.of("alice", write("voices.csv", "speaker,voice\nAnna,grace\n"))
    assert casting.voice_for(replace(ROW, speaker="Anna", voice="xiaolan")) == "xiaolan"
    assert casting.voice_for(replace(ROW, speaker="Anna")) == "grace"
    assert casting.voice_for(ROW) == "alice"
    assert Casting.of().voice_for(ROW) == ""


def test_a_speaker_without_a_voice_is_told_once(write: Write) -> None:
    casting = Casting.of("", write("voices.csv", "speaker,voice\nAnna,grace\n"))
    told = [casting.uncast(replace(ROW, speaker=who)) for who in ("Anna", "Carl", "Carl", "")]
    assert [one is None for one in told] == [True, False, True, True]
    assert told[1] is not None
    assert "'Carl'" in told[1].en
    assert Casting.of("grace").uncast(replace(ROW, speaker="Carl")) is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"voice": "gracy"}, "grace"), ({"voice": "../grace"}, "leads out"), ({"voice": "a/../../b"}, "leads out"), ({"voice": "no/such"}, "voice.toml"),
        ({"voice": "me.wav"}, "studio clone"), ({"style": "bored"}, "cheerful"), ({"speed": 3.0}, "0.5 to 2"), ({"speed": 0.1}, "0.5 to 2"),
        ({"language": "klingon"}, "not known"), ({"text": "…!"}, "nothing to say"), ({"text": "a " * 10_001}, "20,000"), ({"voice": ""}, ""), ({"language": "zh-CN"}, ""),
        ({"voice": "grace", "style": "sad", "speed": 2.0}, ""),
    ],
)  # fmt: skip
def test_what_keeps_a_row_from_being_said(changes: dict[str, object], says: str) -> None:
    fault = Casting.of().check(replace(ROW, **changes))  # type: ignore[arg-type]
    if not says:
        assert fault is None
        return
    assert fault is not None
    assert says in fault.en
    assert fault.zh
    assert (fault.file, fault.place, fault.row) == ("clips.csv", "row 2", True)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("voices.csv", "speaker,voice\nAnna,grace\nBen,nobody\n", "row 3: .*'nobody'"), ("voices.csv", "speaker,voice\nAnna,grace\nANNA,alice\n", "row 3: .*row 2 already"),
        ("voices.csv", "who,voice\n", "nobody a voice"), ("voices.csv", "name,what\nx,y\n", "speaker and voice are needed"), ("voices.csv", "speaker,voice\nAnna,\n", "row 2: a voice is missing"),
        ("voices.csv", "speaker,voice,speed\nAnna,grace,fast\n", "row 2: the speed"), ("voices.csv", "speaker,voice,style\nAnna,grace,bored\n", "row 2: The style"),
        ("voices.toml", "Anna = \n", "no TOML"), ("voices.json", "[1]", "accepted is"), ("voices.json", '{"Anna": {"vioce": "grace"}}', "'vioce'"), ("voices.json", '{"Anna": [1]}', "Anna: accepted"),
        ("voices.txt", "x", "no file of voices"), ("voices.csv", "", "nobody a voice"),
    ],
)  # fmt: skip
def test_files_of_voices_that_are_refused(write: Write, name: str, content: str, says: str) -> None:
    path = write(name, content)
    with pytest.raises(BadInput, match=says) as refused:
        Casting.of("", path)
    assert str(path) in refused.value.en
    assert str(path) in refused.value.zh


def test_all_that_is_wrong_with_a_file_of_voices_is_told_at_once(write: Write) -> None:
    path = write("voices.csv", "speaker,voice,speed\nAnna,nobody,\nBen,grace,fast\nCarl,grace,\nanna,grace,\n")
    with pytest.raises(BadInput) as refused:
        Casting.of("", path)
    assert re.findall(r"row \d:", refused.value.en) == ["row 2:", "row 3:", "row 5:"]
    assert re.findall(r"第 \d 行：", refused.value.zh) == ["第 2 行：", "第 3 行：", "第 5 行："]
    assert "row" not in refused.value.zh
    tree = write("voices.toml", "".join(f'p{n} = "nobody{n}"\n' for n in range(12)) + "[Zoe]\nvioce = 1\n")
    with pytest.raises(BadInput, match="and 3 more") as refused:
        Casting.of("", tree)
    assert "p9:" in refused.value.en
    assert "p10:" not in refused.value.en


def test_a_default_voice_and_a_file_that_do_not_exist() -> None:
    with pytest.raises(BadInput, match="grace"):
        Casting.of("gracee")
    with pytest.raises(BadInput, match="is not a file"):
        Casting.of("", "none/voices.csv")


def test_a_voice_of_ones_own_lies_beside_the_manifest(write: Write, tmp_path: Path) -> None:
    place = write("mine/anna/voice.toml", 'engine = "espeak"\nlanguage = "en"\npitch = 200\n').parent
    row = replace(ROW, file=str(tmp_path / "mine" / "clips.csv"))
    for name in ("anna", "./anna", "anna/"):
        assert Casting.of().voice_for(replace(row, voice=name)) == str(place)
    casting = Casting.of("", write("mine/voices.csv", "speaker,voice\nAnna,anna\n"))
    assert casting.voice_for(replace(ROW, speaker="Anna")) == str(place)
    assert Casting.of().check(replace(ROW, voice="anna/")) is not None


def test_a_casting_travels_to_other_processes(write: Write) -> None:
    casting = Casting.of("alice", write("voices.csv", "speaker,voice\nAnna,grace\n"))
    assert pickle.loads(pickle.dumps(casting)).voice_for(replace(ROW, speaker="Anna")) == "grace"
