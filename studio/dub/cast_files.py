"""Files that give speakers their voices: a table (speaker, voice, style, speed), or TOML or JSON.

speaker,voice,style,speed          Anna = "grace"                       {"Anna": "grace",
Anna,grace,cheerful,1.1            [Ben]                                 "Ben": {"voice": "henry", "speed": 1.1}}
*,alice,,                          voice = "henry"
"""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import BadInput
from pipelines.faults import Unfit
from pipelines.files import read_text
from pipelines.script import NARRATOR

from .. import wording
from . import columns as headers
from . import records
from .tables import cells_of

_LARGEST = 5_000_000  # bytes
_TOLD = 10  # faults of a file
_EVERYBODY = ("*", "default", "默认", "narrator", "旁白", "")
_FIELDS = ("voice", "style", "speed")
KINDS = (".csv", ".tsv", ".toml", ".json")


@dataclass(frozen=True, slots=True)
class Part:
    """How somebody speaks: the name or folder of a voice, a style, a speed."""

    voice: str = ""
    style: str = ""
    speed: float = 1.0


def speaker_key(name: str) -> str:
    """A speaker's name as it is compared: without case and odd spaces; whoever stands for everybody is the narrator, ""."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return NARRATOR if plain in _EVERYBODY else plain


def parts(path: Path, wrong: Callable[[Part], tuple[str, str] | None]) -> dict[str, Part]:
    """How each speaker of a file speaks. BadInput for a file that does not say so, with all places where it does not.

    `wrong` says in English and in Chinese what keeps a part from being said, None if nothing does.
    """
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        raise BadInput(f"{path} is no file of voices. Accepted: {', '.join(KINDS)}, as a table with the columns speaker and voice.",
                       f"{path} 不是声音表。可接受：{'、'.join(KINDS)}，表格应有“说话人”和“声音”两列。")  # fmt: skip
    text = read_text(path, limit=_LARGEST, what_en="a voices", what_zh="声音表")
    found: dict[str, Part] = {}
    places: dict[str, str] = {}
    faults: list[tuple[str, Unfit]] = []
    for speaker, values, place in _table(path, text, suffix) if suffix in KINDS[:2] else _tree(path, text, suffix):
        key = speaker_key(speaker)
        try:
            if key in places:
                raise Unfit(
                    f"{speaker!r} is given a voice in {places[key]} already",
                    f"{speaker!r} 已在{wording.place(places[key], 'zh')}指定声音",
                )
            places[key] = place
            found[key] = _part(values)
            if fault := wrong(found[key]):
                raise Unfit(fault[0].removesuffix("."), fault[1].removesuffix("。"))
        except Unfit as error:
            faults.append((place, error))
    if faults:
        raise _refused(path, faults)
    if not found:
        raise BadInput(f"{path} gives nobody a voice.", f"{path} 没有为任何人指定声音。")
    return found


def _refused(path: Path, faults: Sequence[tuple[str, Unfit]]) -> BadInput:
    """The refusal of a file with its first faults, in one line."""
    more = len(faults) - _TOLD
    en = "; ".join(f"{place}: {error.en}" for place, error in faults[:_TOLD]) + (f"; and {more} more" if more > 0 else "")
    zh = "；".join(f"{wording.place(place, 'zh')}：{error.zh}" for place, error in faults[:_TOLD]) + (
        f"；另有 {more} 处" if more > 0 else ""
    )
    return BadInput(f"{path}, {en}.", f"{path}，{zh}。")


def _part(values: Mapping[str, str] | Unfit) -> Part:
    if isinstance(values, Unfit):
        raise values
    voice, speed = values.get("voice", "").strip(), values.get("speed", "").strip()
    if not voice:
        raise Unfit("a voice is missing", "缺少声音")
    try:
        return Part(voice, records.style(values.get("style", "").strip()), records.speed(speed) if speed else 1.0)
    except Unfit as error:
        raise Unfit(f"the speed {error.en}", f"语速{error.zh}") from error


def _table(path: Path, text: str, suffix: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    place = (f"{path}: ", f"{path}：")
    columns = None
    for record in cells_of(text.splitlines(), "\t" if suffix == ".tsv" else ""):
        if not record.filled:
            continue
        if columns is None:
            columns = headers.match(record.cells, {}, place)
            if not {"speaker", "voice"} <= columns.names:
                shown = ", ".join(map(repr, record.cells))
                raise BadInput(f"{place[0]}the columns speaker and voice are needed; the first row is {shown}.",
                               f"{place[1]}需要“说话人”和“声音”两列；第一行是 {shown}。")  # fmt: skip
            continue
        values = {column.field: record.cells[at] for at, column in columns.fields.items() if at < len(record.cells)}
        yield values.get("speaker", ""), values, record.place


def _tree(path: Path, text: str, suffix: str) -> Iterator[tuple[str, Mapping[str, str] | Unfit, str]]:
    try:
        tree = tomllib.loads(text) if suffix == ".toml" else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} is no {suffix[1:].upper()}: {error}.", f"{path} 不是有效的 {suffix[1:].upper()}：{error}。"
        ) from error
    if isinstance(tree, dict) and isinstance(inner := tree.get("speakers"), dict):
        tree = inner
    if not isinstance(tree, dict):
        raise BadInput(f"{path}: {_ACCEPTED.en}.", f"{path}：{_ACCEPTED.zh}。")
    for speaker, given in tree.items():
        yield speaker, _values({"voice": given} if isinstance(given, str) else given), speaker


_ACCEPTED = Unfit(
    'accepted is Anna = "grace", or a table with voice, style and speed', '应为 Anna = "grace"，或含 voice、style、speed 的表'
)


def _values(given: object) -> Mapping[str, str] | Unfit:
    if not isinstance(given, dict) or not all(isinstance(one, str | int | float) for one in given.values()):
        return _ACCEPTED
    if unknown := [name for name in given if name not in _FIELDS]:
        return Unfit(
            f"{unknown[0]!r} is not known. Accepted: {', '.join(_FIELDS)}",
            f"未知的项 {unknown[0]!r}。可接受：{'、'.join(_FIELDS)}",
        )
    return {name: str(one) for name, one in given.items()}
