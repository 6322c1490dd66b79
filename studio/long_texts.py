"""Texts longer than a line: planned and spoken passage by passage, so that memory does not grow with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path

from pipelines.engines import Speaker
from pipelines.errors import BadInput
from pipelines.film import sound_files
from pipelines.film.labels import Label
from pipelines.media import Audio
from pipelines.speech import lexicon as lexicons
from pipelines.speech.formats import Note
from pipelines.speech.lexicon import Lexicon
from pipelines.text.passages import Passage, passages
from pipelines.timeline import Utterance
from pipelines.voice import Voice

from . import documents
from .produce import Report
from .store import key_of
from .voice_keys import voice_key

LONGEST_LINE = 20_000
"""Characters of a text that is planned as one line; a longer one becomes a document."""
LARGEST = 50_000_000
"""Bytes of the longest text that is read."""

_SENTENCE_PAUSE, _PARAGRAPH_PAUSE = 0.3, 0.6  # seconds after a line that another follows


@dataclass(frozen=True)
class Planned:
    """What became of a long text: lines, words, seconds, the lines that an earlier run had planned, and what a person should know."""

    lines: int
    words: int
    seconds: float
    found: int
    notes: tuple[Note, ...]


def plan(
    text: str, place: str, out: Path, speaker: Speaker, voice: Voice, language: str, book: Lexicon, report: Report
) -> Planned:
    """The text as a document of lines at `out`, written as it goes; what an earlier run of the same left is gone on with.

    BadInput names `place`, the line of the text and its column.
    """
    work = _Planning(text.strip(), place, speaker, voice, language, book, report)
    growing = documents.Growing(
        out, speaker=f"{speaker.name} {speaker.version}", voice=voice.name, voice_key=key_of(voice_key(voice)), language=language,
        dictionary=key_of([asdict(entry) for entry in book.entries]),
    )  # fmt: skip
    growing.kept(work.has_planned)
    found = growing.count
    growing.add(work.lines())
    report("plan", 1, str(growing.count))
    return Planned(growing.count, work.words, work.seconds, found, tuple(work.notes.values()))


class _Planning:
    """A text on its way to lines of speech."""

    def __init__(
        self, text: str, place: str, speaker: Speaker, voice: Voice, language: str, book: Lexicon, report: Report
    ) -> None:
        self._left: Iterator[Passage] = passages(text)
        self._total, self._done = len(text), 0
        self._place, self._language, self._book, self._report = place, language, book, report
        self._speaker, self._voice = speaker, voice
        self.words, self.seconds = 0, 0.0
        self.notes: dict[str, Note] = {}

    def has_planned(self, line: Utterance) -> bool:
        """Whether a line is what comes next; it is then done with."""
        taken: list[Passage] = []
        said = ""
        while len(said) < len(line.text) and (passage := next(self._left, None)):
            taken.append(passage)
            said += passage.text
        if said != line.text:
            self._left = chain(taken, self._left)
            return False
        self._count(line)
        return True

    def lines(self) -> Iterator[Utterance]:
        """The lines that are left; one in which there is nothing to say is said with the next."""
        before: Passage | None = None
        for passage in self._left:
            whole = replace(before, text=before.text + passage.text) if before else passage
            try:
                line = self._planned(whole)
                before = None
            except BadInput as error:
                if before is not None:
                    raise self._named(before, error) from error
                before, refused = passage, error
                continue
            self._count(line)
            yield line
            self._report("plan", min(0.999, self._done / self._total), "")
        if before is not None:
            raise self._named(before, refused) from refused

    def _planned(self, passage: Passage) -> Utterance:
        line = self._speaker.plan(passage.text, self._voice, language=self._language)
        if self._book.entries:
            done = lexicons.applied(self._book, line, self._speaker, self._voice)
            line = done.utterance
            for missed in done.missed:
                word = missed.entry.text
                self.notes.setdefault(word, Note(self._at(passage), f"the dictionary's {word!r} could not be applied: {missed.en}",
                                                 f"词典中的“{word}”未能应用：{missed.zh}"))  # fmt: skip
        return self._parted(line) if self._done + len(passage.text) < self._total else line

    def _parted(self, line: Utterance) -> Utterance:
        """The line with a pause after it, as its end asks for."""
        last, text = line.words[-1], line.text
        seconds = _PARAGRAPH_PAUSE if "\n" in text[len(text.rstrip()) :] else _SENTENCE_PAUSE
        parted = replace(last, pause=max(last.pause, round(seconds * line.sample_rate)))
        return replace(line, words=(*line.words[:-1], parted))

    def _count(self, line: Utterance) -> None:
        self._done += len(line.text)
        self.words += len(line.words)
        self.seconds += line.seconds

    def _at(self, passage: Passage) -> str:
        return f"{self._place}, line {passage.line}, column {passage.column}"

    def _named(self, passage: Passage, error: BadInput) -> BadInput:
        return BadInput(
            f"{self._at(passage)}: {error.en}", f"{self._place} 第 {passage.line} 行第 {passage.column} 列：{error.zh}"
        )


@dataclass(frozen=True)
class Spoken:
    seconds: float
    lines: int


def speak(
    document: Path, out: Path, say: Callable[[Utterance], Audio], label: Callable[[str], Label] | None, report: Report
) -> Spoken:
    """The sound of a document at `out`, line after line; `say` renders one, `label` makes the label of the whole from its hash.

    BadInput if the lines differ in sample rate, or are too long together for the kind of file; with the line for one that
    cannot be said.
    """
    samples, count, rate = 0, 0, 0
    for key, line in documents.lines(document):
        rate = rate or line.sample_rate
        if line.sample_rate != rate:
            raise BadInput(f"{document}, line {key!r}: it has {line.sample_rate} Hz and the lines before {rate} Hz. Plan them alike.",
                           f"{document} 第 {key!r} 行：采样率为 {line.sample_rate} Hz，而之前各行为 {rate} Hz。请统一规划。")  # fmt: skip
        samples += line.samples
        count += 1
    if not count:
        raise BadInput(
            f"{document} has no lines. Plan it again: studio plan.", f"{document} 中没有任何行。请重新规划：studio plan。"
        )
    sound_files.check_room(out, samples, rate)
    hashes = ""

    def sounds() -> Iterator[Audio]:
        nonlocal hashes
        done = 0
        for key, line in documents.lines(document):
            with documents.named(f"{document}, line {key!r}"):
                yield say(line)
            hashes = key_of(hashes, key, documents.hash_of(line))
            done += line.samples
            report("speak", min(0.999, done / samples), "")

    sound_files.write(out, rate, sounds(), (lambda: label(hashes)) if label else None)
    report("speak", 1, str(count))
    return Spoken(samples / rate, count)
