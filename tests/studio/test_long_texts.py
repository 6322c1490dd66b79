"""A text longer than a line, as a person plans, edits and speaks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from pipelines import document, timeline
from pipelines.errors import BadInput, Cancelled
from pipelines.film import sound_files
from pipelines.media import Audio, read_audio
from pipelines.speech import voices
from pipelines.speech.lexicon import Lexicon
from pipelines.timeline import Phoneme, Utterance, Word
from pipelines.voice import Voice
from studio import documents, long_texts

from .conftest import Ran

Run = Callable[..., Ran]

TEXT = """Chapter One

The lake was quiet. A small boat crossed it in the morning.

***

Nobody answered. The wind came up from the north.
"""


class Words:
    """A speaker for long texts: a phoneme for each word, and no sound model."""

    name, version, note = "words", "1", "for tests"

    def __init__(self, stops_after: int = 10**9, refuses: str = "\0") -> None:
        self.planned, self._stops, self._refuses = 0, stops_after, refuses

    def plan(self, text: str, voice: Voice, *, language: str = "", readings: Mapping[int, str] | None = None) -> Utterance:
        if self._refuses in text:
            raise BadInput(f"{self._refuses!r} cannot be said.", f"{self._refuses!r} 不可读。")
        self.planned += 1
        if self.planned > self._stops:
            raise Cancelled
        assert len(text) < 2000
        opening = text[: len(text) - len(text.lstrip())]
        parts = text.lstrip().split(" ")
        words = [Word(f"w{n}", p, "r", (Phoneme("a", 240),), 0, " ") for n, p in enumerate(parts, 1)]
        words[-1] = Word(words[-1].id, parts[-1], "r", (Phoneme("a", 240),))
        return Utterance(tuple(words), language, voice.name, 24_000, opening=opening)

    def speak(self, utterance: Utterance, voice: Voice) -> Audio:
        return Audio(np.zeros(utterance.samples, np.float32), 24_000)


NOVEL = "".join(
    f"The boat number {n} crossed the lake in the morning, and nobody saw it. " + "\n\n" * (n % 5 == 0) for n in range(1500)
)


def planned(folder: Path, speaker: Words, text: str = NOVEL) -> long_texts.Planned:
    voice = voices.default("en")
    return long_texts.plan(text, "novel.txt", folder / "d.json", speaker, voice, "en", Lexicon(), lambda *_: None)


def test_a_hundred_thousand_characters_are_all_in_the_document(tmp_path: Path) -> None:
    assert len(NOVEL) > 100_000
    done = planned(tmp_path, Words())
    lines = list(documents.lines(tmp_path / "d.json"))
    assert "".join(line.text for _, line in lines) == NOVEL.strip()
    assert [key for key, _ in lines] == [f"l{n}" for n in range(1, done.lines + 1)]
    assert done.lines > 300
    assert done.seconds == pytest.approx(sum(line.seconds for _, line in lines))
    pauses = {line.words[-1].pause for _, line in lines[:-1]}
    assert pauses == {7_200, 14_400}  # after a sentence, after a paragraph
    assert json.loads((tmp_path / "d.json").read_text())["schema"] == document.SCHEMA
    assert document.from_dict(json.loads((tmp_path / "d.json").read_text())).line("l7") == lines[6][1]


def test_a_plan_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = Words()
    (tmp_path / "once").mkdir()
    planned(tmp_path / "once", whole)
    with pytest.raises(Cancelled):
        planned(tmp_path, Words(stops_after=100))
    assert not (tmp_path / "d.json").exists()
    with (tmp_path / "d.json.part").open("a") as file:
        file.write(',{"id": "l101", "speech": {"schema": "sheng')  # the row that was being written
    second = Words()
    done = planned(tmp_path, second)
    assert (done.found, second.planned) == (100, whole.planned - 100)
    assert (tmp_path / "d.json").read_bytes() == (tmp_path / "once" / "d.json").read_bytes()
    assert not (tmp_path / "d.json.part").exists()


def test_what_was_planned_of_another_text_is_kept_as_far_as_it_is_the_same(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        planned(tmp_path, Words(stops_after=100))
    changed = NOVEL.replace("number 40 ", "number forty ")
    done = planned(tmp_path, Words(), changed)
    assert 0 < done.found < 40
    assert "".join(line.text for _, line in documents.lines(tmp_path / "d.json")) == changed.strip()


def test_a_line_that_cannot_be_said_is_named_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"novel\.txt, line 43, column 1: .* cannot be said"):
        planned(tmp_path, Words(refuses="number 101 "))


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "book.txt").write_text(TEXT)
    ran = run("plan", tmp_path / "book.txt", "--lines", "--voice", "grace", "--out", tmp_path / "book.json")
    assert ran.code == 0, ran.err
    assert "3 lines" in ran.out
    return tmp_path / "book.json"


def test_a_document_is_shown_edited_and_spoken_line_by_line(run: Run, book: Path, tmp_path: Path) -> None:
    shown = run("show", book).out.splitlines()
    assert [row.split()[1] for row in shown] == ["l1", "l2", "l3"]
    edit = '{"edit": "pause", "word": "w2", "ms": 700}'
    ran = run("edit", book, edit, "--line", "l2", "--out", tmp_path / "new.json")
    assert ran.code == 0, ran.err
    before, after = (dict(documents.lines(path)) for path in (book, tmp_path / "new.json"))
    assert (after["l1"], after["l3"]) == (before["l1"], before["l3"])
    assert after["l2"].override("w2").pause == 16_800
    assert run("speak", tmp_path / "new.json", "--out", tmp_path / "new.wav", "--no-label").code == 0
    sound = read_audio(tmp_path / "new.wav")
    assert len(sound) == sum(line.samples for line in after.values())
    start = after["l1"].samples
    assert run("speak", tmp_path / "new.json", "--line", "l2", "--out", tmp_path / "l2.wav", "--no-label").code == 0
    assert np.array_equal(read_audio(tmp_path / "l2.wav").samples, sound.samples[start : start + after["l2"].samples])
    assert timeline.loads(run("show", tmp_path / "new.json", "--line", "l2", "--json").out) == after["l2"]


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_a_document_s_sound_is_labelled(run: Run, book: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"book.{kind}"
    ran = run("speak", book, "--out", out)
    assert "with the audible AI label" in ran.out
    assert json.loads(run("labels", out).out)["AIGC"]["Label"] == "1"
    speech = sum(line.samples for _, line in documents.lines(book))
    assert speech + 24_000 < len(read_audio(out)) < speech + 3 * 24_000


def test_what_is_wrong_with_a_document_is_told(run: Run, book: Path, tmp_path: Path) -> None:
    edit = '{"edit": "pause", "word": "w1", "ms": 700}'
    assert "document of many lines" in run("edit", book, edit, "--out", tmp_path / "n.json").line
    assert "document of many lines" in run("export", book, "--to", "srt").line
    assert "its lines are l1 … l3" in run("edit", book, edit, "--line", "l9", "--out", tmp_path / "n.json").line
    assert "cannot be used" not in run("speak", book, "--out", tmp_path / "n.mp3").line
    whole = book.read_text()
    book.write_text(whole[: len(whole) // 2])
    assert "row" in run("speak", book, "--out", tmp_path / "n.wav").line
    book.write_text(whole.removesuffix(document.TAIL))
    assert "cut short" in run("show", book).line
    assert not (tmp_path / "n.json").exists()
    assert not (tmp_path / "n.wav").exists()


def test_a_document_that_another_program_laid_out_is_read(book: Path, tmp_path: Path) -> None:
    before = list(documents.lines(book))
    (tmp_path / "pretty.json").write_text(json.dumps(json.loads(book.read_text()), indent=2))
    assert documents.is_document(tmp_path / "pretty.json")
    assert list(documents.lines(tmp_path / "pretty.json")) == before


def test_a_text_within_a_line_stays_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("The lake was quiet.")
    assert run("plan", tmp_path / "t.txt", "--out", tmp_path / "t.json").code == 0
    assert timeline.loads((tmp_path / "t.json").read_text()).text == "The lake was quiet."


def test_a_wave_file_that_would_be_too_long_is_refused_before_work(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"lasts 30\.0 hours; a \.wav holds up to 24\.8\. Write it as \.flac"):
        sound_files.check_room(tmp_path / "a.wav", 30 * 3600 * 24_000, 24_000)
    sound_files.check_room(tmp_path / "a.flac", 30 * 3600 * 24_000, 24_000)
