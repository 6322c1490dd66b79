"""Who says which row: voices by speaker, and what of a row cannot be said by anybody.

casting = read(Path("voices.csv"), default="grace")        speaker,voice[,style,speed]
voice = casting.voice_for(row)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.errors import BadInput
from pipelines.script import NARRATOR
from pipelines.speech import voices
from pipelines.speech.formats.writing import can_be_said
from pipelines.styles import STYLES

from ..spoken import check_language, is_sample
from .cast_files import Part, parts, speaker_key
from .row import Fault, Row
from .sources import STDIN

LONGEST_TEXT = 20_000
_NAMED = re.compile(r"\s*(?P<name>[^:：\n]{1,40})[:：]\s*(?=\S)")
SLOWEST, FASTEST = 0.5, 2.0


@dataclass(frozen=True)
class Casting:
    """The voice `default` ("": the usual one of a row's language), and what each speaker has, by `speaker_key`.

    `folder` is where relative names of voices' folders in `speakers` begin; `engine` who speaks. Each voice is looked up once.
    """

    default: str = ""
    speakers: Mapping[str, Part] = field(default_factory=dict)
    folder: Path = Path()
    engine: str = "espeak"
    _known: dict[tuple[str, Path], str | BadInput] = field(default_factory=dict, compare=False, repr=False)
    _told: set[str] = field(default_factory=set, compare=False, repr=False)

    @classmethod
    def of(cls, default: str = "", file: str | Path = "", engine: str = "espeak") -> Casting:
        """The casting of a default voice and a file of speakers and voices, "" for none.

        BadInput for a file that cannot be used, and for voices that do not exist, with their rows.
        """
        path = Path(file)
        made = cls(_own(default) if default else "", {}, path.parent, engine)
        return replace(made, speakers=parts(path, lambda part: made._wrong(part, path.parent))) if str(file) else made

    def voice_for(self, row: Row) -> str:
        """The name or folder of the row's voice: its own, else its speaker's, else the default. BadInput for one that is none."""
        if row.voice:
            return self._looked_up(row.voice, _folder(row))
        part = self._part(row)
        return self._looked_up(part.voice, self.folder) if part and part.voice else self.default

    def cast(self, row: Row) -> Row:
        """The row with what its speaker has where it asks for nothing itself: voice, style and speed."""
        part = self._part(row)
        return replace(row, voice=self.voice_for(row), style=row.style or (part.style if part else ""),
                       speed=row.speed if part is None or row.speed != 1.0 else part.speed)  # fmt: skip

    def parted(self, rows: Iterable[Row | Fault]) -> Iterator[Row | Fault]:
        """The rows; a text that begins with the name of a speaker of the file and a colon ("小兰：你好。") is that speaker's."""
        for one in rows:
            match = _NAMED.match(one.text) if self.speakers and isinstance(one, Row) and not one.speaker else None
            if match and isinstance(one, Row) and speaker_key(match["name"]) in self.speakers:
                one = replace(one, speaker=match["name"].strip(), text=one.text[match.end() :])
            yield one

    def check(self, row: Row) -> Fault | None:
        """What keeps the row from being said, None if nothing does."""
        wrong = _unsayable(row.text) or self._wrong(Part(row.voice, row.style, row.speed), _folder(row))
        if wrong is None and row.language and self.engine == "espeak":
            try:
                check_language(row.language)
            except BadInput as error:
                wrong = error.en, error.zh
        return Fault(row.file, row.place, *wrong) if wrong else None

    def uncast(self, row: Row) -> Fault | None:
        """Once for each speaker whom the file of voices does not name though others are: what is told of it."""
        if (
            not self.speakers
            or not row.speaker
            or row.voice
            or row.speaker in self._told
            or speaker_key(row.speaker) in self.speakers
            or NARRATOR in self.speakers
        ):
            return None
        self._told.add(row.speaker)
        return Fault(row.file, row.place, f"The speaker {row.speaker!r} is given no voice and has the usual one.",
                     f"说话人 {row.speaker!r} 没有指定声音，使用默认声音。", row=False)  # fmt: skip

    def _part(self, row: Row) -> Part | None:
        return self.speakers.get(speaker_key(row.speaker)) or self.speakers.get(NARRATOR)

    def _wrong(self, part: Part, folder: Path) -> tuple[str, str] | None:
        """What is wrong with a voice, a style and a speed."""
        if part.style and part.style not in STYLES:
            return (f"The style {part.style!r} does not exist. Accepted: {', '.join(STYLES)}.", f"没有风格 {part.style!r}。可接受：{'、'.join(STYLES)}。")  # fmt: skip
        if not SLOWEST <= part.speed <= FASTEST:
            return (f"The speed is {part.speed:g}; {SLOWEST:g} to {FASTEST:g} is accepted.", f"语速为 {part.speed:g}；可接受 {SLOWEST:g} 到 {FASTEST:g}。")  # fmt: skip
        try:
            if part.voice:
                self._looked_up(part.voice, folder)
        except BadInput as error:
            return error.en, error.zh
        return None

    def _looked_up(self, name: str, folder: Path) -> str:
        found = self._known.get((name, folder))
        if found is None:
            try:
                found = _load(name, folder)
            except BadInput as error:
                found = error
            self._known[name, folder] = found
        if isinstance(found, BadInput):
            raise found
        return found


def _folder(row: Row) -> Path:
    return Path() if row.file == STDIN else Path(row.file).parent


def _load(name: str, folder: Path) -> str:
    """The voice's name, or its folder: one beside the file that names it, in the working folder, else the library's. BadInput for none."""
    if is_sample(name):
        raise BadInput(f"{name!r} is a recording, not a voice. Make a voice of it first: studio clone {name} --consent …",
                       f"{name!r} 是录音，不是声音。请先克隆：studio clone {name} --consent …")  # fmt: skip
    path = Path(name.replace("\\", "/"))
    if ".." in path.parts:
        raise BadInput(f"The voice {name!r} leads out of its folder. Give a voice's name, or a folder without \"..\".",
                       f"声音 {name!r} 指向文件夹之外。请给出声音名，或不含“..”的文件夹。")  # fmt: skip
    for place in dict.fromkeys((folder / path, path)):
        if (place / voices.VOICE_FILE).is_file():
            voices.read(place)
            return str(place.resolve())
    voices.load(name)
    return name


def _own(name: str) -> str:
    """The voice's name, or its folder, wherever that lies: for one that the person asks for and no file. BadInput for none."""
    path = Path(name)
    if ".." not in path.parts:
        return _load(name, Path())
    voices.load(path)
    return str(path.resolve())


def _unsayable(text: str) -> tuple[str, str] | None:
    if not can_be_said(text):
        return "There is nothing to say: it holds neither letters nor digits.", "没有可读的内容：既无文字也无数字。"
    if len(text) > LONGEST_TEXT:
        return (f"The text has {len(text):,} characters; up to {LONGEST_TEXT:,} are accepted. Split it into rows.",
                f"文本有 {len(text):,} 个字符；最多 {LONGEST_TEXT:,} 个。请分成多行。")  # fmt: skip
    return None
