"""People who were enrolled with a clip, on disk: a folder each with avatar.toml, consent.toml, clip.mp4, still.png, track.npz, mouths.npz.

They lie beside the person's own drawn presenters. Nobody is read without a consent that is about the very clip.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from ... import toml_files
from ...avatars import Avatar
from ...errors import BadInput, OutputExists
from ...files import output_error, user_data
from ...media import read_picture
from ...voice import Consent
from ..drawn import catalogue as drawn
from ..head3d import catalogue as heads
from . import interior
from . import poses as posing
from .drawing import Texture
from .parts import Part
from .shapes import Shape
from .textures import Bank

AVATAR, CONSENT, CLIP, STILL, TRACK, MOUTHS = "avatar.toml", "consent.toml", "clip.mp4", "still.png", "track.npz", "mouths.npz"
_NAME = re.compile(r"[^\W_][\w.-]{0,39}", re.UNICODE)


class About(BaseModel):
    """What avatar.toml says: `size` of the clip and its `fps` and `frames`, the frame to rest in, the `source`'s SHA-256, what part of
    it was taken (seconds), and how many `mouths` are kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: str = Field(pattern="^video$")
    size: tuple[int, int]
    fps: int = Field(ge=1, le=120)
    frames: int = Field(ge=1)
    calm: int = Field(ge=0)
    source: str
    start: float = 0.0
    end: float = 0.0
    mouths: int = 0


class _Consent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1)
    by: str = ""
    date: str = ""
    sample_sha256: str = ""


@dataclass(frozen=True, eq=False)
class Person:
    """Someone enrolled: `folder`, what is said `about` them, their `consent`."""

    folder: Path
    about: About
    consent: Consent

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def clip(self) -> Path:
        return self.folder / CLIP

    @property
    def seconds(self) -> float:
        return self.about.frames / self.about.fps


def folder() -> Path:
    """Where they lie: `STUDIO_AVATARS`, else among the program's data. It may not exist yet."""
    return Path(os.environ["STUDIO_AVATARS"]) if os.environ.get("STUDIO_AVATARS") else user_data("avatars")


def names() -> tuple[str, ...]:
    """Everyone who is enrolled, sorted."""
    place = folder()
    return tuple(sorted(path.parent.name for path in place.glob(f"*/{AVATAR}") if not path.parent.name.startswith(".")))


def check_name(name: str) -> str:
    """The name itself if it can be a folder's. BadInput otherwise."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise BadInput(
            f"A presenter cannot be called {name!r}. Accepted: up to 40 letters, digits, - and ., beginning with a letter or a digit.",
            f"主持人不能命名为 {name!r}。可接受最多 40 个字母、数字、“-”和“.”，以字母或数字开头。",
        )
    return name


def load(name: str) -> Person:
    """Someone by name. BadInput where there is nobody, or what is there does not hold together."""
    if name not in names():
        raise BadInput(
            f"Nobody is enrolled as {name!r}. Enrol them: studio avatar enrol CLIP --name {name} --consent TEXT",
            f"没有登记名为 {name!r} 的人物。登记：studio avatar enrol 视频 --name {name} --consent 文字",
        )
    return read(folder() / name)


def read(place: Path) -> Person:
    """Someone from their folder. BadInput naming what is missing or wrong."""
    about = toml_files.read(place / AVATAR, About, what_en="a presenter", what_zh="主持人")
    if not (place / CONSENT).is_file():
        raise _refused(place, f"there is no {CONSENT}", f"没有 {CONSENT}")
    said = toml_files.read(place / CONSENT, _Consent, what_en="a consent", what_zh="同意书")
    if not said.text.strip():
        raise _refused(place, f"{CONSENT} has no text", f"{CONSENT} 没有文字")
    if said.sample_sha256 != about.source:
        raise _refused(place, f"{CONSENT} is about another clip", f"{CONSENT} 针对的是另一段视频")
    for file in (CLIP, STILL, TRACK, MOUTHS):
        if not (place / file).is_file():
            raise _refused(place, f"{file} is missing", f"缺少 {file}")
    return Person(place, about, Consent(**said.model_dump()))


def _refused(place: Path, en: str, zh: str) -> BadInput:
    return BadInput(
        f"The presenter {place.name!r} cannot be used: {en} in {place}. A person is shown by their consent only; enrol them again.",
        f"不能使用主持人 {place.name!r}：{place} 中{zh}。人物须经本人同意才能出镜；请重新登记。",
    )


def avatar_of(person: Person) -> Avatar:
    """The person as an animator takes them."""
    return Avatar(read_picture(person.folder / STILL), name=person.name, consent=person.consent, clip=person.folder)


def part_of(person: Person) -> Part:
    """The whole clip, ready to be given another mouth. BadInput where its files are damaged."""
    try:
        with np.load(person.folder / TRACK) as stored:
            points = stored["points"]
        with np.load(person.folder / MOUTHS) as stored:
            count = len(stored["gaps"])
            textures = tuple(Texture(stored[f"pixels{k}"], stored["points"][k], float(stored["gaps"][k])) for k in range(count))
            bank, gain = Bank(textures, stored["numbers"], stored["faults"]), float(stored["gain"])
            shape = Shape(stored["rest"], stored["fields"], bool(stored["closed"]))
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise _refused(person.folder, f"{TRACK} or {MOUTHS} is damaged", f"{TRACK} 或 {MOUTHS} 已损坏") from error
    if len(points) != person.about.frames:
        raise _refused(person.folder, f"{TRACK} is not the clip's", f"{TRACK} 与视频不符")
    poses = posing.smooth(posing.fit(points), [(0, len(points))])
    calm = min(person.about.calm, len(points) - 1)
    still = read_picture(person.folder / STILL).pixels[..., :3]
    return Part(0, len(points), points, poses, shape, bank, calm, interior.make(still, points[calm].astype(np.float64)), gain)


def store_part(place: Path, part: Part) -> None:
    """track.npz and mouths.npz into the folder `place`"""
    np.savez(place / TRACK, points=part.points.astype(np.float32))
    pictures: dict[str, Any] = {f"pixels{k}": texture.pixels for k, texture in enumerate(part.bank.textures)}
    np.savez(
        place / MOUTHS, points=np.array([texture.points for texture in part.bank.textures]).reshape(len(pictures), -1, 2),
        gaps=np.array([texture.gap for texture in part.bank.textures]), numbers=part.bank.numbers, faults=part.bank.faults, gain=part.gain, rest=part.shape.rest,
        fields=part.shape.fields, closed=part.shape.closed, **pictures,
    )  # fmt: skip


def store_words(place: Path, about: About, consent: Consent) -> None:
    """avatar.toml and consent.toml into the folder `place`"""
    said = {key: value for key, value in consent.__dict__.items() if key in _Consent.model_fields}
    (place / AVATAR).write_text(toml_files.text(about.model_dump()), encoding="utf-8")
    (place / CONSENT).write_text(toml_files.text(said), encoding="utf-8")


def check_free(name: str, *, force: bool) -> None:
    """BadInput for a name that cannot be one, OutputExists where it is taken and not `force`."""
    place = folder() / check_name(name)
    if name in drawn.names() or name in heads.names():
        raise OutputExists(
            f"There is a presenter called {name} already, drawn or in 3D. Give another name.",
            f"已有名为 {name} 的主持人（绘制或三维）。请换一个名称。",
        )
    if place.exists() and not force:
        raise OutputExists(
            f"{place} exists. Give another name, or --force to replace it.",
            f"{place} 已存在。请换一个名称，或加 --force 覆盖。",
        )


@contextmanager
def building(place: Path) -> Iterator[Path]:
    """A new folder that becomes `place` when the body succeeds, in its place; nothing is left of it otherwise."""
    new, old = (place.with_name(f".{place.name}.{os.getpid()}.{kind}") for kind in ("part", "old"))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        yield new
        if place.exists():
            os.rename(place, old)
        os.rename(new, place)
    except OSError as error:
        raise output_error(error, place) from error
    finally:
        for gone in (new, old):
            shutil.rmtree(gone, ignore_errors=True)


def remove(name: str) -> Path:
    """Delete everything that is kept of someone: clip, track, textures, consent. The folder that is gone."""
    place = folder() / check_name(name)
    if name not in names():
        load(name)
    gone = place.with_name(f".{place.name}.{os.getpid()}.old")
    try:
        os.rename(place, gone)
        shutil.rmtree(gone)
    except OSError as error:
        raise output_error(error, place) from error
    return place
