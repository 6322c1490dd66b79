"""A person's film: the script, the choices and the edits, as one readable JSON file with a schema version."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from pipelines import schema, timeline
from pipelines.avatars import CLOSEST, FARTHEST
from pipelines.carrying import Dropped
from pipelines.direction import PLAIN, Direction
from pipelines.errors import BadInput
from pipelines.faults import Unfit, validation_text
from pipelines.film.caption_styles import DESIGNS
from pipelines.film.hardware import ENCODERS
from pipelines.film.logo import FAINTEST, LARGEST, SMALLEST
from pipelines.film.platforms import LOUDNESS, PLATFORMS
from pipelines.film.transitions import TRANSITIONS
from pipelines.script import Script

SCHEMA = "shengying.project"
VERSION = 3
FPS = (24, 25, 30, 50, 60)  # with these a frame is a whole number of samples
LONGEST = 7200  # seconds that may be asked for

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda data: data,  # version 2 adds the platform and the loudness, whose defaults are what version 1 always did
    2: lambda data: data,  # version 3 adds the film's looks; the defaults are those that there were
}
"""How a project of version n becomes one of version n + 1."""

_NAMED = {"platform": ("", *PLATFORMS), "subtitle_style": tuple(DESIGNS), "transition": TRANSITIONS, "encoder": ENCODERS}


class Choices(BaseModel):
    """What was chosen for the film. Paths are relative to the project's folder.

    voices  speaker → voice: a library voice's name, or the path of a voice folder; "" is the narrator
    avatars speaker → portrait; "" stands for everyone who has none of their own
    zoom    how close presenters are seen: 1 as their body composes the frame
    platform  where the film is shown ("" for nowhere in particular), which keeps captions clear of its buttons; `loudness` in LUFS
    subtitle_style  the design of captions, one of `caption_styles.DESIGNS`; `transition` one of `transitions.TRANSITIONS`
    logo    a picture in the corner `logo_place`, `logo_size` of the film's short side high; `intro`, `outro`  a picture or a video
    encoder  one of `hardware.ENCODERS`; only with x264 are the film's bytes the same everywhere
    on_beat  whether scenes are cut on the music's beats
    matte   what portraits stand before: "" (as they are), alpha (the scene's picture), green, #rrggbb, blur, or a picture
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: tuple[int, int] = (1080, 1920)
    fps: int = 25
    seconds: float = 0
    style: str = ""
    seed: int = 0
    writer: str = "outline"
    speaker: str = "espeak"
    painter: str = "painter"
    animator: str = "photo"
    matte: str = ""
    zoom: float = Field(default=1.0, ge=FARTHEST, le=CLOSEST)
    direction: Direction = PLAIN
    model: str = ""
    voices: dict[str, str] = {}
    avatars: dict[str, str] = {}
    face: int | None = None
    music: str = ""
    on_beat: bool = False
    loudness: float = -16.0
    platform: str = ""
    subtitles: Literal["burn", "soft", "none"] = "burn"
    subtitle_style: str = "clean"
    transition: str = "dissolve"
    encoder: str = "x264"
    logo: str = ""
    logo_place: Literal["tl", "tr", "bl", "br"] = "tr"
    logo_size: float = Field(default=0.08, ge=SMALLEST, le=LARGEST)
    logo_opacity: float = Field(default=0.85, ge=FAINTEST, le=1.0)
    intro: str = ""
    outro: str = ""
    label: bool = True
    producer: str = "Shengying"
    portrait_consent: str = ""

    @field_validator("size")
    @classmethod
    def _size(cls, size: tuple[int, int]) -> tuple[int, int]:
        if any(side % 2 or not 128 <= side <= 4096 for side in size):
            raise Unfit("must be two even numbers from 128 to 4096", "应为 128 到 4096 之间的两个偶数")
        return size

    @field_validator("seconds")
    @classmethod
    def _seconds(cls, seconds: float) -> float:
        if not 0 <= seconds <= LONGEST:  # nor is NaN between the two
            raise Unfit(f"is {seconds:g}; accepted: 0 (as long as the text) to {LONGEST}",
                        f"为 {seconds:g}；可接受 0（与文本等长）到 {LONGEST}")  # fmt: skip
        return seconds

    @field_validator("loudness")
    @classmethod
    def _loudness(cls, loudness: float) -> float:
        if loudness not in LOUDNESS:
            known = ", ".join(f"{level:g}" for level in LOUDNESS)
            raise Unfit(f"is {loudness:g}; accepted: {known} (LUFS)", f"为 {loudness:g}；可接受 {known}（LUFS）")
        return loudness

    @field_validator(*_NAMED)
    @classmethod
    def _named(cls, name: str, info: ValidationInfo) -> str:
        choices = _NAMED[str(info.field_name)]
        if name not in choices:
            known = ", ".join(filter(None, choices))
            raise Unfit(f"is {name!r}; accepted: {known}", f"为 {name!r}；可接受 {known.replace(', ', '、')}")
        return name

    @field_validator("fps")
    @classmethod
    def _fps(cls, fps: int) -> int:
        if fps not in FPS:
            known = ", ".join(map(str, FPS))
            raise Unfit(f"must be one of {known}; {fps} was given", f"应为 {known.replace(', ', '、')} 之一；给出的是 {fps}")
        return fps


class Project(BaseModel):
    """One film in the making.

    origin   a hash of the brief and the choices it was made from, so that the same command goes on and another does not overwrite
    speech   line id → the line's timeline, for lines whose speech a person has edited; the others are planned anew
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    script: Script
    choices: Choices = Choices()
    origin: str = ""
    created: str = ""
    speech: dict[str, dict[str, Any]] = {}

    def utterance(self, line_id: str) -> timeline.Utterance | None:
        """The edited timeline of a line, if a person has edited it."""
        return timeline.from_dict(self.speech[line_id]) if line_id in self.speech else None

    def with_utterance(self, line_id: str, utterance: timeline.Utterance) -> Project:
        return self.model_copy(update={"speech": {**self.speech, line_id: timeline.to_dict(utterance)}})

    def lost_with(self, lines: Collection[str]) -> tuple[Dropped, ...]:
        """The settings of edited lines that are not among `lines`, the ids of those that stay."""
        lost: list[Dropped] = []
        for line, speech in self.speech.items():
            if line not in lines:
                utterance = timeline.from_dict(speech)
                first, *others = [place for place, word in enumerate(utterance.words) if word.id in utterance.overrides] or [0]
                for place in (first, *others):  # what is set on the line as a whole stands for its first word
                    word = utterance.words[place]
                    lost.append(Dropped(word.id, word.text, place, "its line is gone"))
        return tuple(lost)

    def with_script(self, script: Script) -> Project:
        """The project with another script; edits of lines whose words changed are left for `produce.plan` to carry, those of lines
        that are gone are those of `lost_with`."""
        kept = {line.id for line in script.lines}
        return self.model_copy(update={"script": script, "speech": {k: v for k, v in self.speech.items() if k in kept}})


def dumps(project: Project) -> str:
    return json.dumps({"schema": SCHEMA, "version": VERSION, **project.model_dump(mode="json")}, ensure_ascii=False, indent=1)


def loads(text: str, place: str) -> Project:
    """The project of `dumps`, older versions upgraded. BadInput names `place` and the fault."""
    what, maker = ("project", "项目"), "studio create"
    data = schema.check(schema.parse(text, place, what=what, maker=maker), SCHEMA, VERSION, what=what, maker=maker, place=place)
    for version in range(data["version"], VERSION):
        data = UPGRADES[version](data)
    try:
        return Project.model_validate({key: value for key, value in data.items() if key not in ("schema", "version")})
    except ValidationError as error:
        raise BadInput(
            f"{place} does not hold together: {validation_text(error, 'en', data)}.",
            f"{place} 内容有误：{validation_text(error, 'zh', data)}。",
        ) from error


def parse_size(text: str) -> tuple[int, int]:
    """(width, height) of "1080x1920"; BadInput for anything that a film cannot have."""
    found = re.fullmatch(r"\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*", text.lower())
    size = (int(found.group(1)), int(found.group(2))) if found else (0, 0)
    if any(side % 2 or not 128 <= side <= 4096 for side in size):
        raise BadInput(f"The size {text!r} cannot be used. Accepted: WIDTHxHEIGHT, both even, 128 to 4096, such as 1080x1920.",
                       f"尺寸 {text!r} 无法使用。可接受：宽x高，均为偶数，128 到 4096，例如 1080x1920。")  # fmt: skip
    return size
