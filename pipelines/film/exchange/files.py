"""A cut written for an editor: the kinds, and the file or folder of each with its media beside it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import BadInput
from ...files import output_error, write_text
from ...media import Progress, no_progress
from .. import subtitles
from ..labels import Label
from ..transitions import TRANSITIONS
from . import edl, fcpxml, jianying, media, otio, premiere
from .cut import Cut
from .places import Places

KINDS = ("otio", "edl", "fcpxml", "premiere", "jianying", "capcut")
SUFFIXES = {".otio": "otio", ".edl": "edl", ".fcpxml": "fcpxml", ".xml": "premiere"}
DRAFTS = ("jianying", "capcut")
_TRANSITIONS = {"otio": set(TRANSITIONS), "edl": {"dissolve", "wipe"}, **{name: set(jianying.TRANSITIONS) for name in DRAFTS}}
"""The transitions that a kind has; those that are not here have the dissolve."""

_MEDIA = "media"
_OURS = re.compile(r"[A-Z]\d{4,}\.\w+|T\d+X\d{4,}\.\w+|captions\.srt")


@dataclass(frozen=True)
class Written:
    """What was written: the file or the draft's folder, the folder of its media, and what the kind cannot hold (English, Chinese)."""

    out: Path
    media: Path
    losses: tuple[tuple[str, str], ...] = ()


def kind_of(out: Path, asked: str = "") -> str:
    """The kind asked for, else the suffix's. BadInput for an unknown one, or a name that does not fit it."""
    suffixes = {kind: suffix for suffix, kind in SUFFIXES.items()}
    kind = asked or SUFFIXES.get(out.suffix.lower(), "")
    if kind not in KINDS:
        raise BadInput(f"Say for which editor: --to with one of {', '.join(KINDS)}, or a name that ends in {', '.join(SUFFIXES)}.",
                       f"请说明给哪个剪辑软件：--to 可选 {'、'.join(KINDS)}，或用以 {'、'.join(SUFFIXES)} 结尾的文件名。")  # fmt: skip
    if kind not in DRAFTS and out.suffix.lower() != suffixes[kind]:
        raise BadInput(f"{out} cannot be written: for {kind} its name should end in {suffixes[kind]}.",
                       f"无法写出 {out}：{kind} 的文件名应以 {suffixes[kind]} 结尾。")  # fmt: skip
    return kind


def media_folder(out: Path, kind: str) -> Path:
    """Where the media of `out` lie: inside a draft, else beside the file."""
    return out / _MEDIA if kind in DRAFTS else out.with_name(f"{out.stem}_{_MEDIA}")


def write(
    cut: Cut,
    out: Path,
    kind: str,
    *,
    at: str = "",
    label: Callable[[], Label] | None = None,
    progress: Progress = no_progress,
) -> Written:
    """The cut for an editor of the `kind`, at `out`, replaced if it is there, and all its media in `media_folder`.

    `at`: the path that the folder of `out` (of a draft: the draft itself) has where it is opened; "" for this machine's. The captions
    lie as captions.srt among the media. `label`, asked for once: what is written into the spoken clips.
    BadInput for a missing take, OutputFailed for a full disk: what was there before is then as it was.
    """
    target = media_folder(out, kind)
    new = _beside(out)
    try:
        gathered = media.gather(cut, new / _MEDIA, label=label, progress=progress)
        if cut.captions:
            write_text(new / _MEDIA / "captions.srt", subtitles.to_srt(cut.captions))
        _put(new / _MEDIA, target)
    except OSError as error:
        raise output_error(error, out) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    there = _moved(gathered, target)
    if kind in DRAFTS:
        made = jianying.drafts(there, Places(out, at), "capcut" if kind == "capcut" else "jianying")
        for name, text in made.items():
            write_text(out / name, text)
    else:
        write_text(out, _text(there, kind, Places(out.parent, at)))
    return Written(out, target, _losses(cut, kind))


def _text(cut: Cut, kind: str, places: Places) -> str:
    if kind == "edl":
        return edl.dumps(cut)
    if kind == "otio":
        return otio.dumps(cut, places.relative_url)
    return fcpxml.dumps(cut, places) if kind == "fcpxml" else premiere.dumps(cut, places)


def _beside(out: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=f".{out.stem}.", suffix=".part", dir=out.absolute().parent))
    except OSError as error:
        raise output_error(error, out) from error


def _put(new: Path, target: Path) -> None:
    """The files of `new` into `target`, in place of those of an export before; a person's own files there stay."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        if _OURS.fullmatch(old.name):
            old.unlink()
    for file in new.iterdir():
        os.replace(file, target / file.name)


def _moved(cut: Cut, folder: Path) -> Cut:
    tracks = (
        replace(track, clips=tuple(replace(clip, path=folder / clip.path.name) for clip in track.clips)) for track in cut.tracks
    )
    return replace(cut, tracks=tuple(tracks))


def _losses(cut: Cut, kind: str) -> tuple[tuple[str, str], ...]:
    told = edl.losses(cut) if kind == "edl" else []
    if cut.captions and kind in ("edl", "fcpxml", "premiere"):
        told.append(("This format holds no captions: import captions.srt, which lies among the media.",
                     "该格式不含字幕：请导入媒体文件夹中的 captions.srt。"))  # fmt: skip
    others = sorted(cut.transitions - _TRANSITIONS.get(kind, {"dissolve"}))
    if others:
        told.append((f"Written as dissolves, as the format has no name for them: {', '.join(others)}. Choose them again in the editor.",
                     f"该格式没有这些转场的名称，已写为叠化：{'、'.join(others)}。请在剪辑软件中重新选择。"))  # fmt: skip
    if cut.blended:
        told.append(("The transitions are in the pictures already; --clean has them as the editor's own.",
                     "画面中已有转场；用 --clean 可由剪辑软件生成转场。"))  # fmt: skip
    if cut.captions and cut.burned:
        told.append(("The captions are in the pictures already; --clean has the pictures without them.",
                     "画面中已有字幕；用 --clean 可得到无字幕的画面。"))  # fmt: skip
    return tuple(told)
