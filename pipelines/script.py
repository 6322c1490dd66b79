"""What is said and shown: Line, Scene, Script, as values; and their Markdown and JSON.

The Markdown is what a person writes by hand:

    ---
    title: Tea            (front matter: title, language, layout)
    ---
    ## The leaf           (one scene per heading; its text is the on-screen title)
    [picture: a tea hill at dawn]
    [layout: pip]
    Anna: Tea begins as a leaf.
    Ben: And then?

    ## The way
    [image: map.png]       (a picture of one's own)
    [scroll]               (which is longer than the film's frame, and goes past)
    Down the river it goes.

A paragraph without `Name:` is said by the narrator. `parse_markdown` takes such a text as it is; `None` says that it is
plain prose, which a Writer has to turn into a script.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from . import schema
from .errors import BadInput
from .faults import Unfit, validation_text

SCHEMA = "shengying.script"
VERSION = 1
WHAT, MAKER = ("script", "脚本"), "studio write"
NARRATOR = ""
LONGEST_LINE = 5000

Layout = Literal["presenter", "pip", "picture"]
LAYOUTS: tuple[Layout, ...] = ("presenter", "pip", "picture")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Value):
    """One thing said: by whom ("" is the narrator), in which words, in which language ("" is the script's)."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    text: str = Field(min_length=1, max_length=LONGEST_LINE)
    speaker: str = ""
    language: str = ""


class Scene(_Value):
    """Lines over one picture: `prompt` describes it, `picture` or `clip` names a file of the person's own instead.

    `seed` chooses among the pictures that a painter would make of the prompt. `layout`: presenter (full frame), pip (presenter over the picture), picture (voice over).
    `scroll`: `picture`, longer than the frame, goes past it while the scene lasts: a tall one from its top, a wide one from its left.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    lines: tuple[Line, ...] = Field(min_length=1)
    title: str = ""
    prompt: str = ""
    layout: Layout = "pip"
    picture: str = ""
    clip: str = ""
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    scroll: bool = False

    @model_validator(mode="after")
    def _scrolls(self) -> Self:
        if self.scroll and (self.clip or not self.picture):
            raise Unfit("scrolls, but not past a picture of your own: [scroll] needs [image: long.png] and no [clip: …]",
                        "要求滚动，但没有自己的图片：[滚动] 需要 [图片: 长图.png]，且不能有 [视频: …]")  # fmt: skip
        return self


class Script(_Value):
    title: str
    language: str
    scenes: tuple[Scene, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _unique(self) -> Self:
        ids = [line.id for line in self.lines] + [scene.id for scene in self.scenes]
        if len(set(ids)) != len(ids):
            raise Unfit("holds two lines or scenes with one id; each needs its own", "中有两句台词或两个场景同名；编号不可重复")
        return self

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for scene in self.scenes for line in scene.lines)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks, in order of first appearance."""
        return tuple(dict.fromkeys(line.speaker for line in self.lines))

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


class Brief(_Value):
    """What a Writer is given. `seconds` is the length asked for (0: as long as the text wants); `rate` how many
    characters of the text the voice says in a second (0: unknown)."""

    text: str = Field(min_length=1, max_length=1_000_000)
    language: str
    seconds: float = Field(default=0, ge=0, le=7200)
    title: str = ""
    style: str = ""
    rate: float = Field(default=0, ge=0)


def to_dict(script: Script) -> dict[str, Any]:
    return {"schema": SCHEMA, "version": VERSION, **script.model_dump(mode="json")}


def dumps(script: Script) -> str:
    return json.dumps(to_dict(script), ensure_ascii=False, indent=1)


def loads(text: str, place: str = "") -> Script:
    """The script of `dumps`; BadInput naming the fault, and the file `place` that it came from, for anything else."""
    return from_dict(schema.parse(text, place, what=WHAT, maker=MAKER), place)


def from_dict(data: Any, place: str = "") -> Script:
    schema.check(data, SCHEMA, VERSION, what=WHAT, maker=MAKER, place=place)
    try:
        return Script.model_validate({key: value for key, value in data.items() if key not in ("schema", "version")})
    except ValidationError as error:
        raise BadInput(
            f"{place or 'This script'} does not hold together: {validation_text(error, 'en', data)}.",
            f"{place or '脚本'} 内容有误：{validation_text(error, 'zh', data)}。",
        ) from error


_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_HEADING = re.compile(r"^##\s+(.+?)\s*#*$")
_DIRECTIVE = re.compile(r"^\[\s*(picture|画面|layout|布局|image|图片|clip|视频)\s*[:：]\s*(.+?)\s*\]$", re.I)
_DIRECTIVES = {
    "picture": "[picture: …]",
    "layout": "[layout: …]",
    "image": "[image: …]",
    "clip": "[clip: …]",
    "scroll": "[scroll]",
}
_SCROLL = re.compile(r"^\[\s*(?:scroll|滚动)\s*(?:[:：]\s*(.*?))?\s*\]$", re.I)
_SPOKEN = re.compile(r"^([^\s:：#\[\]!?.,;，。！？；][^:：#\[\]!?.,;，。！？；\n]{0,23})[:：](?!//)\s*(\S.*)$")
_LAYOUT_NAMES = {"主播": "presenter", "全屏": "presenter", "画中画": "pip", "图片": "picture", "画面": "picture"}


FRONT_KEYS = ("title", "language", "layout")
_FRONT_NAMES = {"标题": "title", "语言": "language", "lang": "language", "布局": "layout"}


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """(`key: value` pairs of the front matter, the text after it)."""
    found = _FRONT.match(text.replace("\r\n", "\n"))
    if not found:
        return {}, text.replace("\r\n", "\n")
    pairs = (
        line.partition(":" if ":" in line else "：") for line in found.group(1).splitlines() if re.match(r"\S.*[:：]", line)
    )
    meta = {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}
    return {_FRONT_NAMES.get(key, key): value for key, value in meta.items()}, text.replace("\r\n", "\n")[found.end() :]


def front_layout(text: str) -> Layout | None:
    """The layout that a brief's front matter asks for its scenes. BadInput for one that is not known."""
    asked = front_matter(text)[0].get("layout", "")
    return _layout(asked) if asked else None


def parse_markdown(text: str, language: str) -> Script | None:
    """The script that a hand-written text is, or None if it is prose without `##` scenes or `Name:` dialogue.

    Without headings, at least two lines must open with `Name:`, and every paragraph must; otherwise a colon in prose
    would be taken for a speaker. BadInput for scenes that say nothing, or an unknown layout.
    """
    meta, body = front_matter(text)
    rows = [row.strip() for row in body.splitlines()]
    title = meta.get("title", "")
    for row in rows:
        if re.match(r"^#\s+\S", row) and not title:
            title = row.lstrip("# ").strip()
    rows = [row for row in rows if row and not re.match(r"^#\s+\S", row)]
    if not any(_HEADING.match(row) for row in rows):
        spoken = [row for row in rows if not (_DIRECTIVE.match(row) or _SCROLL.match(row))]
        if len(spoken) < 2 or not all(_SPOKEN.match(row) for row in spoken):
            return None
    try:
        scenes = _scenes(rows, front_layout(text))
        name = title or scenes[0].title or scenes[0].lines[0].text[:30]
        return Script(title=name, language=meta.get("language", language), scenes=tuple(scenes))
    except ValidationError as error:
        raise BadInput(
            f"This brief cannot be a script: {validation_text(error)}.",
            f"这份稿子无法成为脚本：{validation_text(error, 'zh')}。",
        ) from error


def _scenes(rows: list[str], layout: Layout | None) -> list[Scene]:
    """`layout` is that of scenes that name none."""
    scenes: list[Scene] = []
    usual = {"layout": layout} if layout else {}
    current: dict[str, Any] = {"title": "", "lines": [], **usual}
    spoken = 0

    def close() -> None:
        if current["lines"]:
            scenes.append(_scene(f"s{len(scenes) + 1}", current))
        elif current["title"]:
            raise BadInput(
                f'The scene "{current["title"]}" says nothing. Write at least one line under its heading.',
                f"场景“{current['title']}”没有台词。请在标题下至少写一行。",
            )

    for row in rows:
        if heading := _HEADING.match(row):
            close()
            current = {"title": heading.group(1), "lines": [], **usual}
        elif directive := _DIRECTIVE.match(row):
            current.update(_directive(directive.group(1).lower(), directive.group(2)))
        elif scroll := _SCROLL.match(row):
            if scroll.group(1):
                raise BadInput(
                    f"{row}: write [scroll] alone. A tall picture goes past from its top, a wide one from its left.",
                    f"{row}：请只写 [滚动]。竖长的图片从顶部、横长的图片从左侧开始滚动。",
                )
            current["scroll"] = True
        else:
            said = _SPOKEN.match(row)
            speaker, words = (said.group(1).strip(), said.group(2)) if said else (NARRATOR, row)
            if len(words) > LONGEST_LINE:
                raise BadInput(
                    f"A paragraph of this brief is longer than {LONGEST_LINE:,} characters. Break it up with blank lines.",
                    f"稿子中有一段超过 {LONGEST_LINE} 个字符。请用空行分段。",
                )
            spoken += 1
            current["lines"].append(Line(id=f"l{spoken}", speaker=speaker, text=words))
    close()
    if not scenes:
        raise BadInput(
            "This brief says nothing. Write some text under its headings.", "这份稿子没有可读的内容。请在标题下写一些文字。"
        )
    return scenes


def _scene(name: str, values: dict[str, Any]) -> Scene:
    try:
        return Scene(id=name, **values)
    except ValidationError as error:
        title = values["title"] or name
        raise BadInput(
            f'The scene "{title}" {validation_text(error)}.', f"场景“{title}”{validation_text(error, 'zh')}。"
        ) from error


def layouts_asked(text: str) -> tuple[Layout, ...]:
    """The layouts that a brief asks for by name. BadInput for one that is not known."""
    rows = [_DIRECTIVE.match(row.strip()) for row in text.splitlines()]
    values = [row.group(2) for row in rows if row and row.group(1).lower() in ("layout", "布局")]
    asked = [*(_layout(value) for value in values), front_layout(text)]
    return tuple(layout for layout in LAYOUTS if layout in asked)


def nearly_directives(text: str) -> tuple[tuple[str, str], ...]:
    """(the row, what it may have meant) of the rows in brackets that are said as they stand, but look like a directive."""
    found = []
    for row in (row.strip() for row in text.splitlines()):
        known = _DIRECTIVE.match(row) or _SCROLL.match(row)
        bracketed = None if known else re.match(r"^\[\s*([^\]:：]+?)\s*(?:[:：].*)?\]$", row)
        near = get_close_matches(bracketed.group(1).lower(), _DIRECTIVES, 1, 0.7) if bracketed else []
        found += [(row, _DIRECTIVES[name]) for name in near]
    return tuple(found)


def _directive(key: str, value: str) -> dict[str, str]:
    if key in ("picture", "画面"):
        return {"prompt": value}
    if key in ("image", "图片"):
        return {"picture": value}
    if key in ("clip", "视频"):
        return {"clip": value}
    return {"layout": _layout(value)}


def _layout(value: str) -> Layout:
    layout = _LAYOUT_NAMES.get(value, value.lower())
    for known in LAYOUTS:
        if layout == known:
            return known
    raise BadInput(
        f"The layout {value!r} is not known. Accepted: {', '.join(LAYOUTS)}.",
        f"未知布局 {value!r}。可接受：{', '.join(LAYOUTS)}（主播、画中画、图片）。",
    )
