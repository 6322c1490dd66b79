"""Heads in three dimensions on the command line: listed, shown, their parts counted, a person's own made, and files for other programs."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.avatar.head3d import catalogue, export, gltf
from pipelines.avatar.head3d.animator import HeadAnimator, avatar_of, avatar_of_file
from pipelines.avatar.head3d.sheet import sheet
from pipelines.avatar.performance import Performance, perform
from pipelines.avatars import Avatar
from pipelines.character import CLOTH
from pipelines.direction import Direction, parse_emotion
from pipelines.errors import BadInput
from pipelines.files import check_output, write_bytes
from pipelines.head import CHOICES, COLOURS, PARTS, Head, from_dict, to_dict
from pipelines.media import PICTURE_KINDS, read_audio, write_picture

from . import belonging, part_options, presenter_names
from .documents import read_speech
from .project import parse_size
from .wording import language

Json = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]
Part = Annotated[
    list[str] | None, typer.Option("--part", help="part=value, such as hair=bun or cloth=#3a63b8; may be given more than once.")
]
_SHOWN = ("style", "hair", "headwear", "glasses", "beard", "clothes", "prop")


def register(group: typer.Typer) -> None:
    """The commands of `studio avatar` that are about heads."""
    for name, command in (("heads", heads), ("parts", parts), ("model", model), ("export", export_)):
        group.command(name)(command)


def head_of(given: str) -> Head | None:
    """The head of a name, or of a .toml file that holds one; None for anything else."""
    path = Path(given)
    if path.suffix.lower() == ".toml" and path.is_file():
        return catalogue.read(path) if catalogue.holds_head(path) else None
    return catalogue.load(given) if not path.exists() and given in catalogue.names() else None


def avatar(given: str) -> Avatar | None:
    """A head, or a person's own .glb or .vrm, ready to be animated; None for anything else."""
    if Path(given).suffix.lower() in gltf.KINDS:
        return avatar_of_file(Path(given))
    head = head_of(given)
    return None if head is None else avatar_of(head)


def heads(
    part: Part = None,
    out: Annotated[Path | None, typer.Option(help="A picture of them all to write: .png or .jpg.")] = None,
    columns: Annotated[int, typer.Option(min=1, max=40)] = 8,
    tile: Annotated[int, typer.Option(min=64, max=1024, help="Pixels of one side of each.")] = 240,
    as_json: Json = False,
    force: Force = False,
) -> None:
    """List the heads in three dimensions, your own first; --out draws them. 列出三维头像。"""
    if out is not None:
        check_output(out, force=force, kinds=PICTURE_KINDS)
    wanted = part_options.parse(part or [], Head)
    found = [
        one
        for one in map(catalogue.load, catalogue.names())
        if all(getattr(one, key) == value for key, value in wanted.items())
    ]
    if out is not None and found:
        write_picture(out, sheet(found, columns=columns, tile=tile))
    if as_json:
        print(json.dumps([row(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        worn = [getattr(one, key) for key in _SHOWN if getattr(one, key) != "none"]
        print(f"{one.name:<12} {one.title(language()):<12} {', '.join(worn)}")
    if not found:
        print("没有符合条件的头像。" if language() == "zh" else "No head is like that.")


def row(head: Head) -> dict[str, Any]:
    return {"kind": "3d", **{part: getattr(head, part) for part in PARTS}}


def show(head: Head, out: Path | None, size: str, backdrop: str, *, as_json: bool) -> None:
    """What a head is like; with `out`, its picture (already checked)."""
    if out is not None:
        write_picture(out, HeadAnimator(backdrop).rest(avatar_of(head), size=parse_size(size or "1080x1080")))
    if as_json:
        print(json.dumps(row(head), ensure_ascii=False, indent=1))
        return
    for part, value in row(head).items():
        print(f"{part:<16} {value}")


def counted() -> dict[str, Any]:
    """What the heads are made of: meshes by part, those meshes in each of their named colours, and all heads that could be made."""
    number = catalogue.counts()
    meshes = {part: number[part] for part in catalogue.MADE}
    coloured = {part: count * number.get(catalogue.TINTED.get(part, ""), 1) for part, count in meshes.items()}
    faces = math.prod(number[part] for part in catalogue.FORMED)
    every = math.prod(len(values) for values in CHOICES.values()) * len(CLOTH) ** len(COLOURS)
    return {"parts": CHOICES, "colours": list(CLOTH), "meshes": meshes, "meshes_in_their_colours": coloured, "faces": faces,
            "assets": sum(coloured.values()) + faces, "of_which_meshes": sum(meshes.values()), "heads": every}  # fmt: skip


def parts(as_json: Json = False) -> None:
    """What heads are made of, and how many of each there are. 头像的部件及数量。"""
    found = counted()
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    zh = language() == "zh"
    for part, values in CHOICES.items():
        print(f"{part:<14} {len(values):>3}  {', '.join(values)}")
    print(f"{', '.join(COLOURS)}: {len(CLOTH)}  {', '.join(CLOTH)} {'或' if zh else 'or'} #rrggbb")
    print()
    for part, count in found["meshes_in_their_colours"].items():
        print(f"{part:<14} {found['meshes'][part]:>3} {'个网格' if zh else 'meshes'} → {count}")
    print(
        f"{', '.join(catalogue.FORMED)}: {found['faces']} {'种脸，各有自己的 52 个形状' if zh else 'faces, each with its own 52 shapes'}"
    )
    meshes, assets, every = found["of_which_meshes"], found["assets"], found["heads"]
    if zh:
        print(f"共 {assets} 个资源：{meshes} 个网格计入各自的命名颜色，加上脸；可组合出 {every:.1e} 种头像。")
    else:
        print(f"{assets} assets: {meshes} meshes, each in its named colours, and the faces; {every:.1e} heads by combination.")


def model(
    name: Annotated[str, typer.Option("--name", help="What the new head is called.")],
    like: Annotated[str, typer.Option(help="A head to begin with.")] = "lanlan",
    part: Part = None,
    title: Annotated[str, typer.Option(help="What it is called where it is shown; its name if not given.")] = "",
    force: Force = False,
) -> None:
    """A head of your own, like another but for the parts you name. 自制三维头像：以某个为底，改动所写的部分。"""
    made = from_dict({**to_dict(catalogue.load(like)), **part_options.parse(part or [], Head), "name": name})
    presenter_names.check_free(name, "3d")
    print(catalogue.save(replace(made, title_en=title or name, title_zh=title or name), force=force))


def export_(
    name: Annotated[str, typer.Argument(help="A head's name (`studio avatar heads`), or a .toml file of one.")],
    out: Annotated[Path, typer.Option(help="The file to write: .glb (glTF 2.0) or .vrm (VRM 1.0).")],
    timeline: Annotated[
        Path | None, typer.Option(help="A speech.json: the file then holds its performance as an animation.")
    ] = None,
    audio: Annotated[Path | None, typer.Option(help="The timeline's sound.")] = None,
    emotion: Annotated[str, typer.Option(help="With a timeline: as in studio performance, such as happy:0.6.")] = "neutral",
    fps: Annotated[int, typer.Option(min=12, max=60)] = 30,
    seed: Annotated[int, typer.Option()] = 0,
    force: Force = False,
) -> None:
    """A head as a file for Blender, Unity, Unreal or a page: the 52 ARKit shapes, bones, an animation. 导出三维头像。"""
    check_output(out, force=force, kinds=export.KINDS)
    head = head_of(name)
    if head is None:
        raise BadInput(
            f"There is no head {name!r} to export. All of them: studio avatar heads",
            f"没有可导出的三维头像 {name!r}。全部：studio avatar heads",
        )
    acted = _performance(timeline, audio, emotion, fps, seed)
    write_bytes(out, export.to_vrm(head, acted) if out.suffix.lower() == ".vrm" else export.to_glb(head, acted))
    print(out if acted is None else f"{out}  {len(acted)} {'帧' if language() == 'zh' else 'frames'}")


def _performance(timeline: Path | None, audio: Path | None, emotion: str, fps: int, seed: int) -> Performance | None:
    if timeline is None and audio is None:
        return None
    if timeline is None or audio is None:
        raise BadInput("An animation needs both --timeline speech.json and --audio, its sound.",
                       "导出动画需要同时给出 --timeline speech.json 和 --audio（其声音）。")  # fmt: skip
    planned, sound = read_speech(timeline), read_audio(audio).mono()
    belonging.check(sound, planned, audio, timeline)
    mood, degree = parse_emotion(emotion)
    return perform(
        planned,
        sound,
        fps=fps,
        frames=-(-planned.samples * fps // planned.sample_rate),
        seed=seed,
        direction=Direction(mood, degree),
    )
