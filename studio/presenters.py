"""The drawn presenters on the command line: listed, shown, on one sheet, and a person's own made like another."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.drawn.animator import DrawnAnimator, avatar_of
from pipelines.avatar.drawn.sheet import sheet
from pipelines.avatar.video import people
from pipelines.avatar.video.animator import VideoAnimator
from pipelines.avatar.video.people import Person
from pipelines.avatars import Avatar
from pipelines.character import CHOICES, CLOTH, PARTS, Character, from_dict, to_dict
from pipelines.errors import BadInput
from pipelines.files import check_output
from pipelines.media import PICTURE_KINDS, read_picture, write_picture
from pipelines.speech.formats import Note

from . import enrolment, heads, part_options, presenter_names, seen
from .notes import show
from .project import parse_size
from .wording import language

Json = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]
Find = Annotated[
    list[str] | None,
    typer.Option("--only", help="Only with this part, such as style=paper or hair=bun; may be given more than once."),
]
_SHOWN = ("style", "age", "hair", "headwear", "glasses", "clothes")
_OF_PRESENTERS = "The presenters: drawn ones, heads in 3D, and people enrolled with a video. 主持人：绘制的、三维头像，以及用视频登记的人物。"


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help=_OF_PRESENTERS)
    for name, command in (("list", list_), ("show", show_), ("sheet", sheet_), ("draw", draw_)):
        group.command(name)(command)
    enrolment.register(group)
    heads.register(group)
    app.add_typer(group, name="avatar")


def avatar_for(text: str, face: int | None, animator: str, consent: str = "") -> tuple[Avatar, str]:
    """(who is seen, the animator that moves them) of `--avatar`: a picture, a presenter's name, a presenter's .toml file, or a video,
    which needs a `consent`.

    `animator` "" chooses by what it is. BadInput where it is none of these.
    """
    path = Path(text)
    if not path.exists() and text in people.names():
        return people.avatar_of(people.load(text)), animator or "video"
    if enrolment.is_video(path):
        return enrolment.passing(path, face, consent), animator or "video"
    if (modelled := heads.avatar(text)) is not None:
        return modelled, animator or "head3d"
    if path.suffix.lower() == ".toml" and path.is_file():
        return avatar_of(catalogue.read(path)), animator or "drawn"
    if not path.is_file() and text in catalogue.names():
        return avatar_of(catalogue.load(text)), animator or "drawn"
    if not path.exists() and not path.suffix and path.name == text:
        raise seen.nobody(text)
    return Avatar(read_picture(path), face=face), animator or "photo"


def _found(only: list[str] | None) -> list[Character]:
    wanted = part_options.parse(only or [], Character)
    everyone, faults = catalogue.everyone()
    show([Note("", fault.en, fault.zh) for fault in faults])
    return [one for one in everyone if all(getattr(one, part) == value for part, value in wanted.items())]


def list_(only: Find = None, as_json: Json = False) -> None:
    """List the presenters, your own first. 列出主持人，自己的在前。"""
    found, enrolled = _found(only), [] if only else _enrolled()
    if as_json:
        rows = [*(enrolment.row(one) for one in enrolled), *(_row(one) for one in found)]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for person in enrolled:
        print(enrolment.line(person))
    for one in found:
        worn = [getattr(one, part) for part in _SHOWN if getattr(one, part) != "none"]
        print(f"{one.name:<12} {one.title(language()):<12} {', '.join(worn)}")
    if not found and not enrolled:
        print("没有符合条件的主持人。" if language() == "zh" else "No presenter is like that.")


def _enrolled() -> list[Person]:
    found, faults = enrolment.everyone()
    show([Note("", fault.en, fault.zh) for fault in faults])
    return found


def _row(character: Character) -> dict[str, Any]:
    return {part: getattr(character, part) for part in PARTS}


def show_(
    name: Annotated[str, typer.Argument(help="A presenter's name, or a .toml file of one.")],
    out: Annotated[Path | None, typer.Option(help="A picture of it to write: .png or .jpg.")] = None,
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT of the picture; 1080x1080, or a video's own, if not given.")] = "",
    backdrop: Annotated[str, typer.Option(help="A colour, two with a comma, plain:COLOUR, or transparent.")] = "",
    as_json: Json = False,
    force: Force = False,
) -> None:
    """What a presenter is like; --out draws it. 查看主持人；--out 画出图片。"""
    if out is not None:
        check_output(out, force=force, kinds=PICTURE_KINDS)
    if name in people.names():
        _show_person(people.load(name), out, size, as_json=as_json)
        return
    if (head := heads.head_of(name)) is not None:
        heads.show(head, out, size, backdrop, as_json=as_json)
        return
    size = size or "1080x1080"
    character = catalogue.read(Path(name)) if name.endswith(".toml") else catalogue.load(name)
    if out is not None:
        write_picture(out, DrawnAnimator(backdrop).rest(avatar_of(character), size=parse_size(size)))
    if as_json:
        print(json.dumps(_row(character), ensure_ascii=False, indent=1))
        return
    for part, value in _row(character).items():
        print(f"{part:<16} {value}")


def _show_person(person: Person, out: Path | None, size: str, *, as_json: bool) -> None:
    if out is not None:
        write_picture(out, VideoAnimator().rest(people.avatar_of(person), size=parse_size(size) if size else None))
    if as_json:
        print(json.dumps(enrolment.row(person), ensure_ascii=False, indent=1))
        return
    for key, value in enrolment.row(person).items():
        print(f"{key:<16} {value}")


def sheet_(
    out: Annotated[Path, typer.Option(help="The picture to write: .png or .jpg.")],
    only: Find = None,
    columns: Annotated[int, typer.Option(min=1, max=40)] = 12,
    tile: Annotated[int, typer.Option(min=32, max=1024, help="Pixels of one side of each.")] = 160,
    force: Force = False,
) -> None:
    """All presenters on one page. 所有主持人的一览图。"""
    check_output(out, force=force, kinds=PICTURE_KINDS)
    found = _found(only)
    if not found:
        raise BadInput("No presenter is like that. All of them: studio avatar list",
                       "没有符合条件的主持人。全部：studio avatar list")  # fmt: skip
    write_picture(out, sheet(found, columns=columns, tile=tile))
    print(out)


def _option(part: str) -> Any:
    accepted = ", ".join(CHOICES.get(part, (*CLOTH, "#rrggbb")))
    return typer.Option(help=f"{accepted}.")


def draw_(
    name: Annotated[str, typer.Option("--name", help="What the new presenter is called.")],
    like: Annotated[str, typer.Option(help="A presenter to begin with.")] = "mei",
    style: Annotated[str, _option("style")] = "",
    face: Annotated[str, _option("face")] = "",
    age: Annotated[str, _option("age")] = "",
    build: Annotated[str, _option("build")] = "",
    skin: Annotated[str, _option("skin")] = "",
    eyes: Annotated[str, _option("eyes")] = "",
    iris: Annotated[str, _option("iris")] = "",
    brows: Annotated[str, _option("brows")] = "",
    nose: Annotated[str, _option("nose")] = "",
    lips: Annotated[str, _option("lips")] = "",
    lipstick: Annotated[str, _option("lipstick")] = "",
    lashes: Annotated[str, _option("lashes")] = "",
    ears: Annotated[str, _option("ears")] = "",
    hair: Annotated[str, _option("hair")] = "",
    hair_colour: Annotated[str, _option("hair_colour")] = "",
    beard: Annotated[str, _option("beard")] = "",
    glasses: Annotated[str, _option("glasses")] = "",
    headwear: Annotated[str, _option("headwear")] = "",
    headwear_colour: Annotated[str, _option("headwear_colour")] = "",
    earrings: Annotated[str, _option("earrings")] = "",
    marks: Annotated[str, _option("marks")] = "",
    clothes: Annotated[str, _option("clothes")] = "",
    cloth: Annotated[str, _option("cloth")] = "",
    accent: Annotated[str, _option("accent")] = "",
    backdrop: Annotated[str, _option("backdrop")] = "",
    title: Annotated[str, typer.Option(help="What it is called where it is shown; its name if not given.")] = "",
    force: Force = False,
) -> None:
    """A presenter of your own, like another but for what you say. 自制主持人：以某位为底，改动所写的部分。"""
    asked = {part: value for part, value in locals().items() if part in PARTS and value}
    made = from_dict({**to_dict(catalogue.load(like)), **asked})
    presenter_names.check_free(name, "drawn")
    path = catalogue.save(replace(made, title_en=title or name, title_zh=title or name), force=force)
    print(path)
