"""Who is seen in a film: a picture's file, a model's, or one that describes a presenter: drawn, in 3D, or enrolled with a video."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from pipelines import toml_files
from pipelines.avatar.doubts import doubts
from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import avatar_of
from pipelines.avatar.faces import Face, find_face
from pipelines.avatar.head3d import animator as modelled
from pipelines.avatar.head3d import catalogue as heads
from pipelines.avatar.head3d import gltf
from pipelines.avatar.video import people
from pipelines.avatar.video.people import Person
from pipelines.avatars import Avatar
from pipelines.errors import BadInput
from pipelines.files import output_error, user_cache, write_text
from pipelines.film.layout import seen_part
from pipelines.media import picture_remarks, read_picture
from pipelines.speech.formats import Note
from pipelines.voice import Consent

_CUT = 0.1  # of a video's side: less is not missed
_ANIMATORS = {"drawn": "drawn", "3d": "head3d", "model": "head3d", "video": "video"}


def is_picture(portrait: Path) -> bool:
    """Whether the file is to be read as a picture: it neither describes a presenter nor holds a model."""
    return portrait.suffix.lower() not in (".toml", *gltf.KINDS)


def kind_of(portrait: Path) -> str:
    """photo, drawn, 3d, model (a .glb or .vrm), or video of someone enrolled. BadInput for a description that cannot be read, or of another kind."""
    if is_picture(portrait):
        return "photo"
    if portrait.suffix.lower() in gltf.KINDS:
        return "model"
    kind = str(_values(portrait).get("kind", "drawn"))
    if kind not in _ANIMATORS:
        raise BadInput(f"{portrait}: a presenter's kind cannot be {kind!r}. Accepted: {', '.join(_ANIMATORS)}.",
                       f"{portrait}：主持人的类型（kind）不能为 {kind!r}。可接受：{'、'.join(_ANIMATORS)}。")  # fmt: skip
    return kind


def animator_for(portrait: Path, chosen: str) -> str:
    """The animator that moves whom the file shows: the chosen one moves pictures."""
    return _ANIMATORS.get(kind_of(portrait), chosen)


def avatar(portrait: Path, face: int | None = None, landmarks: Path | None = None) -> Avatar:
    """Whom the file shows. BadInput for what is neither a picture nor a presenter."""
    kind = kind_of(portrait)
    if kind == "video":
        return people.avatar_of(_person(portrait))
    if kind == "model":
        return modelled.avatar_of_file(portrait)
    if kind == "3d":
        return modelled.avatar_of(heads.read(portrait))
    if kind == "drawn":
        return avatar_of(catalogue.read(portrait))
    return Avatar(read_picture(portrait), face=face, landmarks=np.load(landmarks) if landmarks else None)


def consent_of(portrait: Path) -> Consent | None:
    """The consent of whom the file shows, where one was given when they were enrolled."""
    return _person(portrait).consent if portrait.is_file() and kind_of(portrait) == "video" else None


def _values(portrait: Path) -> dict[str, Any]:
    return toml_files.values_of(portrait, what_en="a presenter", what_zh="主持人")


def reference(person: Person) -> str:
    """What a film keeps of someone enrolled: their name and their clip's hash, never the clip, so that deleting them ends it."""
    return toml_files.text({"kind": "video", "name": person.name, "source": person.about.source})


def _person(portrait: Path) -> Person:
    values = _values(portrait)
    name = str(values.get("name", ""))
    if name not in people.names():
        raise BadInput(
            f"The film is presented by {name!r}, who is not enrolled here, or was deleted. Enrol them again or choose another presenter.",
            f"影片由 {name!r} 出镜，而此处没有登记该人物，或已被删除。请重新登记，或更换主持人。",
        )
    person = people.load(name)
    if person.about.source != values.get("source"):
        raise BadInput(
            f"{name!r} was enrolled anew with another clip. Choose the presenter once more: the film was made with the old one.",
            f"{name!r} 已用另一段视频重新登记。影片用的是旧视频，请重新选择主持人。",
        )
    return person


def title(portrait: Path, lang: str) -> str:
    """What whom the file shows is called, in English or Chinese: the title of somebody drawn or modelled, else a name."""
    kind = kind_of(portrait)
    if kind == "drawn":
        return catalogue.read(portrait).title(lang)
    if kind == "3d":
        return heads.read(portrait).title(lang)
    return _person(portrait).name if kind == "video" else portrait.name


def remarks(portrait: Path, who: Avatar, size: tuple[int, int] | None = None) -> list[Note]:
    """What a person should know of a presenter before they speak: a picture's kind of file, and doubts about its face; how much of a
    video is not seen in a film of `size`. BadInput as find_face."""
    return [*_of_picture(portrait, who), *cut_off(who, size)]


def cut_off(who: Avatar, size: tuple[int, int] | None) -> list[Note]:
    """How much of a video is not seen in a film of another shape; nothing for anybody else."""
    if size is None or who.clip is None:
        return []
    width, height = people.read(Path(who.clip)).about.size
    lost = 1 - seen_part((width, height), size)
    if lost < _CUT:
        return []
    across = width * size[1] > height * size[0]
    return [Note("", f"The video is {width} × {height}: in a film of {size[0]} × {size[1]}, {lost:.0%} of its {'width' if across else 'height'} is cut off.",
                 f"视频为 {width} × {height}：在 {size[0]} × {size[1]} 的影片中，其{'宽度' if across else '高度'}的 {lost:.0%} 会被裁掉。")]  # fmt: skip


def _of_picture(portrait: Path, who: Avatar) -> list[Note]:
    if who.clip is not None or who.picture is None or not is_picture(portrait) or not portrait.is_file():
        return []
    found = [Note("", en, zh) for en, zh in picture_remarks(portrait)]
    face = find_face(who.picture, who.face) if who.landmarks is None else Face(who.landmarks)
    return found + [Note("", doubt.en, doubt.zh) for doubt in doubts(who.picture, face)]


def nobody(given: str) -> BadInput:
    """What is said of a name that is neither a picture's nor a presenter's."""
    return BadInput(
        f"There is no picture and no presenter {given!r}. Give a jpg, png, webp, .glb or .vrm, or a name of: studio avatar list, studio avatar heads",
        f"没有名为 {given!r} 的图片或主持人。请给出 jpg、png、webp 图片、.glb 或 .vrm 模型，或 studio avatar list、studio avatar heads 中的名称。",
    )


def portrait_of(given: str) -> Path:
    """The file of `--portrait`: a picture's own path, or of a presenter's name its description, which is kept in the cache.

    BadInput for what is neither a file nor a presenter's name.
    """
    path = Path(given)
    if path.is_file() or path.suffix:
        return path
    if given in people.names():
        return _described(given, reference(people.load(given)))
    if given not in catalogue.names() and given in heads.names():
        return _described(given, heads.text(heads.load(given)))
    if given in catalogue.own_names():
        return catalogue.user_folder() / f"{given}.toml"
    if given not in catalogue.built_in():
        raise nobody(given)
    return _described(given, catalogue.text(catalogue.load(given)))


def _described(name: str, text: str) -> Path:
    place = user_cache("presenters", f"{name}.toml")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, place) from error
    write_text(place, text)
    return place
