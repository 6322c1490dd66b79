"""One run of a batch: its rows read, spoken, moved into place, joined."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput, EngineFailed, EngineMissing, OutputExists, OutputFailed, StudioError
from pipelines.speech.formats.writing import can_be_said
from pipelines.text.chat import Chat

from .. import dictionaries
from . import editors, edits, films, loudness, manifest, told, tracks, wordings, work
from .casting import Casting
from .ledger import DONE, OVERRUN, Entry, Ledger, State
from .options import Options
from .outputs import Outputs
from .room import Room
from .row import Fault, Row
from .units import Units
from .watch import Watch, Watched

_TOLD = ("seconds", "natural", "tempo", "borrowed", "overrun", "peaks", "loudness")
_OFTEN = 0.1  # seconds between two looks of the watch
_Job = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a batch came to.

    files    written or found in place, in the order of the rows; none after a check
    found    rows that were made before; `made` now (planned, after a check); `failed`, refused ones with them
    overrun  rows that last longer than all the time they have; `late` ones that begin after their time, fitted naturally
    speech   seconds of all rows; `elapsed` of this run
    told     what is to be said of it: why rows failed, which overrun, what of the inputs was handled; the first of each kind
    """

    folder: Path
    files: tuple[Path, ...]
    total: int
    found: int
    made: int
    failed: int
    overrun: int
    speech: float
    elapsed: float
    told: tuple[Fault, ...] = ()
    late: int = 0


class Batch:
    """One run. Its numbers are counted here; all else is the ledger's."""

    def __init__(self, room: Room, ledger: Ledger, inputs: Sequence[str], options: Options, pool: Any, watch: Watch, *, force: bool) -> None:  # fmt: skip
        self._room, self._ledger, self._inputs, self._options = room, ledger, inputs, options
        self._pool, self._watch = pool, watch
        self._outputs = Outputs(room.folder, ledger, force=force)
        self._casting = Casting.of(options.voice, options.voices, options.speaker)
        self.units = Units(ledger, options, self._casting, dictionaries.of_person())
        self._begun = time.monotonic()
        self._looked = 0.0
        self._total = self._found = self._made = self._failed = self._overrun = 0
        self._speech = 0.0
        self._tracks: list[Path] = []
        self._late: list[Fault] = []
        self._chat = _chat(options)
        self._given: dict[int, Entry] = {}

    def check(self) -> Result:
        self._read()
        plans = self._drawn(lambda entry: (entry, (self.units.line(entry),)), "plan")
        for index, result in self._pool.work(work.measure, plans):
            entry = self._given.pop(index)
            if isinstance(result, StudioError):
                self._settle(entry, "failed", error=result)
            else:
                self._settle(entry, "planned", told=result)
            self._see("plan", entry.row.text)
        self._see("done", force=True)
        return self.result()

    def run(self) -> Result:
        self._read()
        self._check_outputs()
        self._speak()
        self._offer()
        for en, zh in loudness.of_clips(self._ledger, self._options):
            self._ledger.note(Fault("", "", en, zh, row=False))
        for track in tracks.made(self._room, self._ledger, self._options, self.units):
            self._see("join", track.name, force=True)
            self._tracks += tracks.join(track, self._outputs, self._options, self._ledger.note)
            if self._options.video:
                self._see("film", track.name, force=True)
                self._tracks += films.make(track, self._outputs, self._options, self._ledger.note, self._progress(track.name))
            self._late += [told.late(line) for line in track.lines() if line.late > told.LATE]
            self._tracks += editors.write(track, self._outputs, self._options, self._ledger.note)
        self._see("done", force=True)
        return self.result()

    def _read(self) -> None:
        self._see("read", force=True)
        rows = self._rows()
        self._ledger.take_in(
            list(rows) if self._options.translate else rows
        )  # nobody waits for the ledger while a model is asked
        counts = self._ledger.counts()
        self._total, self._failed = sum(counts.values()), counts.get("refused", 0)

    def _rows(self) -> Iterator[Row | Fault]:
        """The manifest, and what is to be told of who says it."""
        rows = self._casting.parted(
            manifest.read(self._inputs, columns=dict(self._options.columns), captions=self._options.captions)
        )
        if self._options.translate:
            assert self._chat is not None
            rows = wordings.translated(
                rows, self._options.translate, self._chat, self._room.takes, source=self._options.language
            )
        for one in edits.applied(rows, edits.load(Path(self._options.edits))) if self._options.edits else rows:
            if self._options.translate:
                self._see("translate", one.text if isinstance(one, Row) else "")
            if isinstance(one, Row) and self._options.is_track(one.file) and not can_be_said(one.text):
                yield Fault(one.file, one.place, f"{one.text[:40]!r} has nothing to say: its time is silence.",
                            f"“{one.text[:40]}”没有可读的文字：其时段作静音。", row=False)  # fmt: skip
                continue
            yield one
            if isinstance(one, Row) and (uncast := self._casting.uncast(one)):
                yield uncast

    def result(self) -> Result:
        files = (*self._clips(), *self._tracks)
        return Result(self._room.folder, files, self._total, self._found, self._made, self._failed, self._overrun, self._speech,
                      time.monotonic() - self._begun,
                      (*told.of(self._ledger), *self._late[: told.MOST], *self._left(files)), len(self._late))  # fmt: skip

    def _offer(self) -> None:
        """Shorter wordings of lines that overran, where a model is at hand: for a person to choose from."""
        if self._chat is None:
            return
        overran = list(self._ledger.entries(OVERRUN, order=f"id limit {told.MOST}"))
        try:
            for entry, offered in wordings.all_offers(overran, self._chat, self._room.takes, self._options.language):
                if offered:
                    self._ledger.settle(entry.id, entry.state, key=entry.key, told={**entry.told, "offers": offered})
                self._see("shorten", entry.row.text)
        except (EngineMissing, EngineFailed) as error:  # the batch itself is done
            self._ledger.note(Fault("", "", error.en, error.zh, row=False))

    # lines

    def _speak(self) -> None:
        for index, result in self._pool.work(work.make, self._drawn(self._job, "speak")):
            entry = self._given.pop(index)
            if isinstance(result, OutputFailed | EngineMissing):
                raise result
            if isinstance(result, StudioError):
                self._settle(entry, "failed", error=result)
            else:
                self._done(entry, Path(result))
            self._see("speak", entry.row.text)

    def _drawn(self, build: Callable[[Entry], tuple[Entry, _Job] | None], stage: str) -> Iterator[_Job]:
        """What `build` makes of the rows that wait, drawn as the pool has room; `_given` has the row of each by its number."""
        number = 0
        for entry in self._ledger.waiting():
            try:
                built = build(entry)
            except (OutputFailed, OutputExists):
                raise
            except StudioError as error:
                built = None
                self._settle(entry, "failed", error=error)
            self._see(stage, entry.row.text)
            if built is not None:
                self._given[number], job = built
                number += 1
                yield job

    def _job(self, entry: Entry) -> tuple[Entry, _Job] | None:
        """The row with its key, and its unit; None if it is made already."""
        line = self.units.line(entry)
        entry = entry.with_key(self.units.key(entry, line))
        if self._there(entry, marked=line.marked):
            self._settle(entry, "found", told=self._told(entry.key))
            return None
        return entry, (self._room.takes, entry.key, line, self._suffix(marked=line.marked), self._options.loudness)

    def _there(self, entry: Entry, *, marked: bool) -> bool:
        takes, key = self._room.takes, entry.key
        if takes.find(key, ".json") is None:
            return False
        return self._outputs.there(self._clip(entry), key) if marked else takes.find(key, ".wav") is not None

    def _clip(self, entry: Entry) -> Path:
        return self._outputs.path(entry.row.output, f".{self._options.kind}")

    def _progress(self, name: str) -> Callable[[float], None]:
        return lambda done: self._see("film", f"{name} {done:.0%}")

    def _left(self, made: Sequence[Path]) -> list[Fault]:
        """What an earlier run wrote and this one, which `made` others, has no use for."""
        if not made:
            return []
        of_this = {self._outputs.name(path) for path in made}
        old = [name for name in self._outputs.written() if name not in of_this]
        if not old:
            return []
        names, more = ", ".join(old[:5]), len(old) - 5
        return [Fault("", "", f"Left from an earlier run of this batch, and not renewed: {names}{f' and {more} more' if more > 0 else ''}.",
                      f"以下文件来自此任务之前的运行，未更新：{names}{f' 等 {len(old)} 个' if more > 0 else ''}。", row=False)]  # fmt: skip

    def _clips(self) -> Iterator[Path]:
        for entry in self._ledger.entries(DONE):
            if not self._options.is_track(entry.row.file):
                yield self._clip(entry)

    def _check_outputs(self) -> None:
        """OutputExists, before any work, if a file of the person's own lies where one of these would go."""
        for entry in self._ledger.waiting():
            if not self._options.is_track(entry.row.file) and self._outputs.foreign(self._clip(entry)):
                try:
                    key = self.units.key(entry, self.units.line(entry))
                except BadInput:  # it will not be written, and that is told in its turn
                    continue
                self._outputs.there(self._clip(entry), key)
        for name in tracks.names(self._ledger, self._options):
            wanted = tracks.paths(self._outputs, name, self._options)
            for path in (*wanted, films.path(self._outputs, name, self._options)) if self._options.video else wanted:
                if self._outputs.foreign(path):
                    self._outputs.there(path, "")

    def _suffix(self, *, marked: bool) -> str:
        return f".{self._options.kind}" if marked else ".wav"

    def _done(self, entry: Entry, take: Path) -> None:
        if not self._options.is_track(entry.row.file):
            self._outputs.move(take, self._clip(entry), entry.key)
        self._settle(entry, "made", told=self._told(entry.key))

    def _told(self, key: str) -> dict[str, Any]:
        found = self._ledger.known(key)
        if found is None:
            said = work.told_of(self._room.takes, key)
            found = {name: said[name] for name in _TOLD if name in said}
        return found

    def _settle(
        self, entry: Entry, state: State, *, error: StudioError | None = None, told: dict[str, Any] | None = None
    ) -> None:
        self._ledger.settle(
            entry.id, state, key=entry.key, en=error.en if error else "", zh=error.zh if error else "", told=told
        )
        if state == "found":
            self._found += 1
        elif state in ("made", "planned"):
            self._made += 1
        else:
            self._failed += 1
        self._speech += told["seconds"] if told else 0.0
        self._overrun += bool(told and told["overrun"])

    def _see(self, stage: str, detail: str = "", *, force: bool = False) -> None:
        now = time.monotonic()
        if force or now - self._looked >= _OFTEN:
            self._looked = now
            self._watch(
                Watched(
                    stage,
                    self._total,
                    self._found,
                    self._made,
                    self._failed,
                    self._speech,
                    now - self._begun,
                    detail[:40],
                    self._overrun,
                )
            )


def _chat(options: Options) -> Chat | None:
    """The language model of a batch. EngineMissing if it is asked for and not set; None if it is only not at hand."""
    asked = bool(options.translate or options.model)
    if not asked and not os.environ.get("STUDIO_LLM_MODEL"):
        return None
    chat = Chat(options.model, needed_by=wordings.NEEDED_BY)
    if asked:
        chat.check()
        return chat
    try:
        chat.check()
    except EngineMissing:
        return None
    return chat
