"""One batch: its files, what is chosen for it, and what is done with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pipelines.errors import BadInput, StudioError
from pipelines.files import output_error, write_text
from pipelines.film import dubbed
from pipelines.film.exchange import files as exchange
from pipelines.text.chat import Chat

from ... import dictionaries
from .. import edits, films, manifest, running, wordings, work
from .. import options as opts
from ..casting import Casting
from ..edits import Edit
from ..ledger import Ledger
from ..naming import track_name
from ..options import Options
from ..records import one_text
from ..room import Room
from ..row import Fault, Row
from ..sources import SUFFIXES
from ..units import Units
from ..watch import Watched
from . import choices as chosen
from . import lines, working
from .choices import Choices
from .lines import Counts
from .working import Work

State = Literal["empty", "reading", "read", "checking", "checked", "waiting", "running", "stopping", "stopped", "done"]
MOST_FILES = 500
VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi")
REPORT = "report.html"
_LEAVE = 20.0  # seconds that work has to end before its batch is deleted
_OFTEN = 500  # rows between two looks while reading


@dataclass(frozen=True, slots=True)
class Shown:
    """How a batch stands. `stale`: choices or texts were changed since the check, or since what was made.

    error   why it ended, (English, Chinese), where it did not end well
    """

    state: State
    counts: Counts
    watched: Watched | None
    error: tuple[str, str] | None
    stale: bool
    number: int


def checked_files(files: Sequence[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """The files with names that are safe in a folder. BadInput for kinds that are not read, and for too many."""
    if not files:
        raise BadInput(
            f"There is no file. Accepted: {', '.join((*SUFFIXES, *VIDEOS))}.",
            f"没有文件。可接受：{'、'.join((*SUFFIXES, *VIDEOS))}。",
        )
    if len(files) > MOST_FILES:
        raise BadInput(f"{len(files)} files were given; a batch takes up to {MOST_FILES}.", f"给出了 {len(files)} 个文件；一个任务最多 {MOST_FILES} 个。")  # fmt: skip
    found = []
    for path, given in files:
        name = given.replace("\\", "/").rsplit("/", 1)[-1]
        suffix = Path(name).suffix
        if suffix.lower() not in (*SUFFIXES, *VIDEOS):
            raise BadInput(f"{name[:60]} is of a kind that is not read here. Accepted: {', '.join((*SUFFIXES, *VIDEOS))}.",
                           f"无法读取 {name[:60]}。可接受：{'、'.join((*SUFFIXES, *VIDEOS))}。")  # fmt: skip
        found.append((path, f"{track_name(Path(name).stem)}{suffix.lower()}"))
    return found


@dataclass(frozen=True, slots=True)
class Batch:
    folder: Path

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def inputs(self) -> Path:
        return self.folder / "inputs"

    @property
    def choices_file(self) -> Path:
        return self.folder / "batch.json"

    @property
    def edits_file(self) -> Path:
        return self.folder / "edits.json"

    @property
    def looked(self) -> Room:
        """The manifest as it was read, and how each line fits."""
        return Room(self.folder / "check")

    @property
    def out(self) -> Room:
        return Room(self.folder / "out")

    # its files

    def files(self) -> list[Path]:
        """In the order in which they were added."""
        found = [path for path in self.inputs.iterdir() if path.is_file()] if self.inputs.is_dir() else []
        return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))

    @property
    def films(self) -> Path:
        return self.folder / "film"

    def video(self) -> Path | None:
        """The film that the speech is put under."""
        return next((path for path in self.films.iterdir() if path.is_file()), None) if self.films.is_dir() else None

    def add(self, files: Sequence[tuple[Path, str]]) -> Work:
        """Take copies of further files, and read all anew."""
        self._idle()
        taken = checked_files(files)
        if len(self.files()) + len(taken) > MOST_FILES:
            raise BadInput(f"A batch takes up to {MOST_FILES} files.", f"一个任务最多 {MOST_FILES} 个文件。")
        try:
            for path, name in taken:
                self._take(path, name)
        except OSError as error:
            raise output_error(error, self.inputs) from error
        return self.read()

    def _take(self, path: Path, name: str) -> None:
        """A copy of a file; a film takes the place of the one before."""
        if Path(name).suffix not in VIDEOS:
            shutil.copyfile(path, self._free(name))
            return
        dubbed.check_video(path)
        self._leave_film()
        self.films.mkdir()
        shutil.copyfile(path, self.films / name)

    def _leave_film(self) -> None:
        """The film goes, and with it the consent of its people."""
        shutil.rmtree(self.films, ignore_errors=True)
        chosen.change(self.choices_file, lambda before: replace(before, relip=False, consent=""))

    def _free(self, name: str) -> Path:
        stem, suffix = Path(name).stem, Path(name).suffix
        taken = {path.name.casefold() for path in self.files()}
        choices: Iterable[str] = (name, *(f"{stem}-{number}{suffix}" for number in range(2, MOST_FILES + 2)))
        return self.inputs / next(choice for choice in choices if choice.casefold() not in taken)

    def drop(self, name: str) -> Work:
        """Leave a file out. BadInput for one that is not there."""
        self._idle()
        path = next((path for path in (*self.files(), self.video()) if path and path.name == name), None)
        if path is None:
            raise BadInput(f"There is no file {name[:60]!r}.", f"没有文件 {name[:60]!r}。")
        if path.parent == self.films:
            self._leave_film()
            return self.read()
        path.unlink()
        chosen.change(self.choices_file, lambda before: replace(before, columns=_without(before.columns, name)))
        return self.read()

    # what is chosen

    def choices(self) -> Choices:
        return chosen.load(self.choices_file)

    def choose(self, values: Mapping[str, Any]) -> Choices:
        """Other choices, those that are given. BadInput for what is not accepted: all then stays as it was."""
        self._idle()
        return chosen.change(self.choices_file, lambda before: chosen.checked({**chosen.to_dict(before), **values}))

    def options(self) -> Options:
        """What a run is asked for; the speakers' voices are written where it finds them."""
        choices, cast = self.choices(), self.folder / "cast.json"
        if choices.cast:
            told = {speaker: {"voice": voice} for speaker, voice in choices.cast.items()}
            write_text(cast, json.dumps(told, ensure_ascii=False, indent=1))
        return choices.options(cast, self.edits_file, str(self.video() or ""))

    # what is done with it

    def read(self) -> Work:
        """Read the manifest; `errors` then tells which files cannot be."""
        return working.begin(self.folder, "read", self._read)

    def check(self) -> Work:
        """Plan every line and fit it into its slot. Nothing is spoken."""
        self._good()
        return working.begin(self.folder, "check", self._check)

    def start(self) -> Work:
        """Make what is not made yet: all, the rest of a stopped run, what failed, or what was changed."""
        self._good()
        return working.begin(self.folder, "run", self._run)

    def stop(self) -> None:
        if found := working.of(self.folder):
            found.stop()

    def wait(self, seconds: float | None = None) -> Batch:
        """Wait for what goes on to end; the batch itself, so that the next can be asked for. BadInput if it did not end in time."""
        if (found := working.of(self.folder)) and not found.join(seconds):
            raise working.busy()
        return self

    def delete(self) -> None:
        """With all that was made. BadInput if its work does not end, or if another program is at work on it."""
        if (found := working.of(self.folder)) and found.active:
            found.stop()
            if not found.join(_LEAVE):
                raise working.busy()
        try:
            with self.out.taken():
                self.choices_file.unlink(missing_ok=True)
            shutil.rmtree(self.folder)
        except OSError as error:
            raise output_error(error, self.folder) from error
        working.forget(self.folder)

    def _idle(self) -> None:
        if (found := working.of(self.folder)) and found.active:
            raise working.busy()

    def _good(self) -> None:
        """BadInput, naming it, if a file cannot be read."""
        if not self.files():
            raise BadInput("The batch has no files. Add one.", "任务中没有文件，请添加。")
        for name, (en, zh) in self.errors().items():
            raise BadInput(f"{name} cannot be read: remove it, or choose what its columns mean. {en}",
                           f"无法读取 {name}：请移除它，或指定各列含义。{zh}")  # fmt: skip
        options = self.options()
        try:
            films.check(options, [str(path) for path in self.files()])
            if options.translate:
                Chat(options.model, needed_by=wordings.NEEDED_BY).check()
        except StudioError as error:
            raise BadInput(self.plain(error.en), self.plain(error.zh)) from error

    def _read(self, task: Work) -> None:
        options, errors, good = self.options(), {}, []
        for path in self.files():
            try:
                manifest.check([path], columns=dict(options.columns), captions=options.captions)
                good.append(path)
            except BadInput as error:
                errors[path.name] = [self.plain(error.en), self.plain(error.zh)]
        with self.looked.taken(), Ledger(self.looked.ledger) as ledger:
            found = manifest.read(good, columns=dict(options.columns), captions=options.captions) if good else iter(())
            ledger.take_in(_counted(edits.applied(found, edits.load(self.edits_file)), task))
            ledger.set("errors", errors)
            ledger.set("checked", None)

    def _check(self, task: Work) -> None:
        options = self.options()
        with task.hands() as hands:
            running.run(self.files(), self.looked.folder, options, check=True, pool=hands, watch=task.watch)
        with Ledger(self.looked.ledger) as ledger:
            ledger.set("checked", _asked(options))

    def _run(self, task: Work) -> None:
        options = self.options()
        if options.translate:
            self._take_words(task, options)
        self._note("ended", None)
        with task.hands() as hands:
            running.run(self.files(), self.out.folder, options, pool=hands, watch=task.watch, report=self.out.folder / REPORT)
        self._note("asked", _asked(options))
        self._note("ended", self._texts())

    def _take_words(self, task: Work, options: Options) -> None:
        """What is said is what the check shows: the model is asked once."""
        if lines.about(self.looked, "checked") != _asked(options):
            self._check(task)
        try:
            shutil.copytree(self.looked.takes.folder, self.out.takes.folder, dirs_exist_ok=True)
        except OSError as error:
            raise output_error(error, self.out.folder) from error

    def _note(self, name: str, value: object) -> None:
        self.out.inside.mkdir(parents=True, exist_ok=True)
        with Ledger(self.out.ledger) as ledger:
            ledger.set(name, value)

    def _texts(self) -> list[list[str]]:
        """The edits, as what tells whether there are others by now."""
        return [[*place, one.text] for place, one in sorted(edits.load(self.edits_file).items())]

    # how it stands

    def errors(self) -> dict[str, tuple[str, str]]:
        """Files that cannot be read, and why in English and Chinese."""
        return {name: (en, zh) for name, (en, zh) in (lines.about(self.looked, "errors") or {}).items()}

    def notes(self) -> list[Fault]:
        return lines.notes(self.looked)

    def late(self) -> int:
        """How many lines begin after the film's end, where its last picture stays."""
        film = self.video()
        try:
            return lines.begun_after(self.looked, dubbed.check_video(film).end) if film else 0
        except BadInput:  # it was taken away since: that is told when the batch is made
            return 0

    def remarks(self) -> list[Fault]:
        """What the run had to tell of what it made, beyond what was noticed while the files were read."""
        read = {(one.file, one.place, one.en) for one in self.notes()}
        return [one for one in lines.notes(self.out) if (one.file, one.place, one.en) not in read]

    def state(self) -> Shown:
        """From the ledgers, and from the work that goes on: what is neither done nor going on was stopped, however it ended."""
        found = working.of(self.folder)
        going = found.state if found and found.active else ""  # first: work that ends meanwhile is asked for again
        counts = lines.counts(self.looked, self.out)
        error = (self.plain(found.error.en), self.plain(found.error.zh)) if found and found.error else None
        if found and going:
            names: dict[str, State] = {"read": "reading", "check": "checking", "run": "running"}
            state: State = going if going in ("waiting", "stopping") else names[found.kind]  # type: ignore[assignment]
            return Shown(state, counts, found.watched, None, False, found.number)
        state, stale = self._resting(counts)
        return Shown(state, counts, found.watched if found else None, error, stale, found.number if found else 0)

    def _resting(self, counts: Counts) -> tuple[State, bool]:
        options = _asked(self.options())
        checked = lines.about(self.looked, "checked")
        if self.out.begun():
            ended = lines.about(self.out, "ended")
            if ended is None:
                return "stopped", False
            return "done", ended != self._texts() or lines.about(self.out, "asked") != options
        if not counts.all:
            return "empty", False
        return ("checked", checked != options) if checked else ("read", False)

    def plain(self, text: str) -> str:
        """A message that names the person's files as the person does."""
        return text.replace(f"{self.inputs}/", "").replace(f"{self.films}/", "").replace(f"{self.folder}/", "")

    def outputs(self) -> list[str]:
        """Names of the files in `out` that were made, timelines with their media, and the report."""
        found = lines.written(self.out)
        media = [name for one in found for name in self._media(self.out.folder / one)]
        return [name for name in (*found, *dict.fromkeys(media), REPORT) if (self.out.folder / name).is_file()]

    def _media(self, path: Path) -> Iterator[str]:
        """The other files of a timeline for an editor."""
        draft = path.name == "draft_content.json"
        kind = exchange.DRAFTS[0] if draft else exchange.SUFFIXES.get(path.suffix, "")
        if kind:
            folder = path.parent if draft else exchange.media_folder(path, kind)
            yield from (one.relative_to(self.out.folder).as_posix() for one in sorted(folder.rglob("*")) if one != path)

    # its lines

    def sound(self, number: int) -> Path:
        """The sound of a line: its clip, or its part of a track. BadInput if it is not made."""
        one = lines.line(self.looked, self.out, number)
        take = self.out.takes.find(one.key, ".wav") if one.key else None
        path = take or self.out.folder / f"{one.output}.{lines.about(self.out, 'options')['kind']}"
        if not one.key or not path.is_file():
            raise BadInput("This line is not made.", "这一句尚未生成。")
        return path

    def edit(self, number: int, text: str) -> None:
        """Say another text in a line, and see how it fits. BadInput for one that cannot be said: all stays as it was."""
        self._idle()
        options = self.options()
        with self.looked.taken(), Ledger(self.looked.ledger) as ledger:
            before = lines.line(self.looked, self.out, number)
            entry = ledger.entry(number)
            row = replace(entry.row, text=one_text(text[:100_000]))
            units = Units(ledger, options, Casting.of(options.voice, options.voices, options.speaker), dictionaries.of_person())
            told = work.measure(units.line(replace(entry, row=row)))
            self._keep(row, before.text)
            with ledger.together():
                ledger.reword(number, row.text)
                ledger.settle(number, "planned", told=told)

    def _keep(self, row: Row, before: str) -> None:
        kept = edits.load(self.edits_file)
        place = edits.place_of(row)
        was = kept[place].was if place in kept else before
        kept[place] = Edit(row.text, was)
        if row.text == was:
            del kept[place]
        edits.save(self.edits_file, kept)

    def edited(self) -> set[tuple[str, str]]:
        return set(edits.load(self.edits_file))


def _without(columns: Mapping[str, str], name: str) -> dict[str, str]:
    """The columns less those of the file."""
    return {field: header for field, header in columns.items() if field.rpartition(":")[0] != name}


def _counted(rows: Iterator[Row | Fault], task: Work) -> Iterator[Row | Fault]:
    for number, one in enumerate(rows):
        if number % _OFTEN == 0:
            task.watch(Watched("read", number))
        yield one


def _asked(options: Options) -> dict[str, Any]:
    """The options as JSON gives them back; edits are looked at for themselves."""
    return dict(json.loads(json.dumps({**opts.to_dict(options), "edits": ""})))
