"""People enrolled with a video, on the command line: enrolled, told, removed; and a clip that is shown without being kept by a name."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.avatar.drawn import catalogue as drawn
from pipelines.avatar.head3d import catalogue as heads
from pipelines.avatar.video import enrolment, people
from pipelines.avatar.video.enrolment import Verdict
from pipelines.avatar.video.people import Person
from pipelines.avatars import Avatar
from pipelines.errors import BadInput
from pipelines.files import file_hash, user_cache
from pipelines.media import Progress as Share

from . import presenter_names
from .faces import FaceNumber
from .progress import Progress
from .wording import language

VIDEO_KINDS = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi")
Agreed = Annotated[str, typer.Option(help="Who agreed to be shown, and to what; it goes along with every film.")]


def register(group: typer.Typer) -> None:
    """The commands, into `studio avatar`."""
    group.command("enrol")(enrol)
    group.command("remove")(remove)


def enrol(
    clip: Annotated[Path, typer.Argument(help="A video of one person from the front: 5 s or more, better 20 s.")],
    name: Annotated[str, typer.Option(help="What they are to be called.")],
    consent: Agreed = "",
    by: Annotated[str, typer.Option(help="Who agreed.")] = "",
    face: FaceNumber = None,
    force: Annotated[bool, typer.Option("--force", help="Replace who is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Progress and result as JSON lines.")] = False,
) -> None:
    """Enrol a person with a video: they can then say anything. 用一段视频登记人物，之后可说任何内容。"""
    report = Progress(as_json=as_json, lang=language())
    person, verdict = enrolment.enrol(
        clip, name, consent, by=by, face=face, force=force, progress=_share(report, "enrol", name)
    )
    report.result(_told(person, verdict), **row(person), **{f"clip_{key}": value for key, value in asdict(verdict).items()})


def _share(report: Progress, stage: str, detail: str) -> Share:
    return lambda done: report(stage, done, detail)


def _told(person: Person, verdict: Verdict) -> str:
    about = person.about
    if language() == "zh":
        cut = "" if verdict.shots == 1 else f"共 {verdict.shots} 个镜头，用最长的一段；"
        return (f"{person.folder}  {cut}使用 {verdict.start:.1f} 到 {verdict.end:.1f} 秒（共 {verdict.seconds:.1f} 秒），"
                f"{verdict.share:.0%} 的画面可用；脸高 {verdict.face:.0f} 像素；保留 {about.mouths} 个口型")  # fmt: skip
    cut = "" if verdict.shots == 1 else f"{verdict.shots} shots, the longest stretch is used; "
    return (f"{person.folder}  {cut}{verdict.start:.1f} to {verdict.end:.1f} s of {verdict.seconds:.1f} s, {verdict.share:.0%} of the "
            f"frames can be used; the face is {verdict.face:.0f} pixels tall; {about.mouths} mouths kept")  # fmt: skip


def row(person: Person) -> dict[str, Any]:
    """What `list --json` and `show --json` say of someone."""
    about = person.about
    return {
        "name": person.name, "kind": "video", "folder": str(person.folder), "size": list(about.size), "fps": about.fps,
        "seconds": round(person.seconds, 2), "mouths": about.mouths, "consent": person.consent.text, "by": person.consent.by,
        "date": person.consent.date,
    }  # fmt: skip


def everyone() -> tuple[list[Person], list[BadInput]]:
    """(everyone who is enrolled; what is wrong with those that cannot be read)"""
    found, faults = [], []
    for name in people.names():
        try:
            found.append(people.load(name))
        except BadInput as fault:
            faults.append(fault)
    return found, faults


def line(person: Person) -> str:
    """What `list` says of someone."""
    width, height = person.about.size
    kind = "视频" if language() == "zh" else "video"
    return f"{person.name:<12} {kind:<12} {width}x{height}, {person.seconds:.1f} s, {person.about.fps} fps"


def remove(
    name: Annotated[str, typer.Argument(help="Someone who was enrolled, or a character of your own.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete someone who was enrolled (the clip, what was made of it, the consent) or a character of your own. 删除已登记的人物及其全部数据，或自制的角色。"""
    own = presenter_names.own_file(name)
    if name not in people.names() and own is None:
        _none_of_ones_own(name)
    zh = language() == "zh"
    if not yes:
        if not sys.stdin.isatty():
            raise BadInput(
                f"Nobody can be asked here. To delete {name!r} add --yes.", f"此处无法询问。如要删除 {name!r} 请加 --yes。"
            )
        files = own.name if own else ", ".join(sorted(path.name for path in (people.folder() / name).iterdir()))
        if not typer.confirm(f"删除 {name}（{files}）？" if zh else f"Delete {name} ({files})?"):
            raise typer.Exit(0)
    gone = own or people.remove(name)
    if own:
        own.unlink()
    print(f"已删除 {name}：{gone}" if zh else f"{name} is deleted: {gone}")


def _none_of_ones_own(name: str) -> None:
    if name in (*drawn.names(), *heads.names()):
        raise BadInput(f"{name} comes with the program and stays.", f"{name} 是程序自带的，不能删除。")
    people.load(people.check_name(name))


def is_video(path: Path) -> bool:
    """Whether the file is a video by its name."""
    return path.suffix.lower() in VIDEO_KINDS


def passing(clip: Path, face: int | None, consent: str) -> Avatar:
    """The person of a clip that is enrolled under no name: found again in the cache by what the clip holds. BadInput without consent."""
    if not clip.is_file():
        raise BadInput(f"{clip} is not a file. Give a video of a person.", f"{clip} 不是文件。请给出一段人物视频。")
    mark = file_hash(clip)[:24] + ("" if face is None else f"-{face}")
    place = user_cache("people", mark)
    with suppress(BadInput):
        known = people.read(place)
        if known.consent.text == consent.strip():
            return people.avatar_of(known)
    report = Progress(as_json=False, lang=language())
    person, _ = enrolment.enrol(
        clip, mark, consent, face=face, place=place, force=True, progress=_share(report, "enrol", clip.name)
    )
    return people.avatar_of(person)
