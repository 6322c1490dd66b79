"""What presenters that are made of parts share: a name, titles, parts of a few values each, colours; and plain values in and out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from .errors import BadInput

CLOTH: dict[str, str] = {
    "navy": "#2c3c61", "ink": "#262b3d", "charcoal": "#454c58", "slate": "#64758a", "forest": "#2f6153", "sage": "#8fa88d",
    "olive": "#6f7242", "mustard": "#dba43c", "terracotta": "#c96d4c", "brick": "#a8453b", "wine": "#7d3046", "rose": "#d98792",
    "blush": "#ecc3ba", "lilac": "#a895cc", "plum": "#5f3f6b", "teal": "#2c7d7d", "sky": "#7db1d9", "cream": "#f1e6d3",
    "white": "#f6f4ef", "sand": "#d6c1a0", "brown": "#7a5540", "orange": "#e58a3c", "mint": "#a9d3bf", "cobalt": "#3a63b8",
}  # fmt: skip
"""The colours of clothes, headwear and backdrops by name; `#rrggbb` is taken too."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Looks:
    """A presenter made of parts. A subclass says its `CALLED` (English, Chinese), what each part may be in `CHOICES`, and which of its
    fields are `COLOURS`: of CLOTH, or `#rrggbb`. BadInput for anything else.
    """

    CALLED: ClassVar[tuple[str, str]]
    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]]
    COLOURS: ClassVar[tuple[str, ...]]

    name: str
    title_en: str = ""
    title_zh: str = ""

    def __post_init__(self) -> None:
        en, zh = self.CALLED
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise BadInput(
                f"A {en} cannot be called {self.name!r}. Accepted: 1 to 40 letters, digits, - and _.",
                f"{zh}不能命名为 {self.name!r}。可接受 1 到 40 个字母、数字、- 和 _。",
            )
        for part, accepted in self.CHOICES.items():
            _check(part, getattr(self, part), accepted)
        for part in self.COLOURS:
            value = getattr(self, part)
            if not (isinstance(value, str) and _HEX.fullmatch(value)):
                _check(part, value, (*CLOTH, "#rrggbb"))
        for part in ("title_en", "title_zh"):
            if not isinstance(getattr(self, part), str) or len(getattr(self, part)) > 80:
                raise BadInput(f"{part} of {self.name} should be at most 80 characters of text.",
                               f"{self.name} 的 {part} 应为不超过 80 个字符的文本。")  # fmt: skip

    def title(self, language: str = "en") -> str:
        return (self.title_zh if language.startswith("zh") else self.title_en) or self.title_en or self.title_zh or self.name


L = TypeVar("L", bound=Looks)


def parts_of(kind: type[Looks]) -> tuple[str, ...]:
    """The names of all that a presenter of this kind is made of."""
    return tuple(field.name for field in fields(kind))


def made(kind: type[L], values: Mapping[str, Any]) -> L:
    """A presenter from plain values; what is not named is as it comes. BadInput for unknown names and bad values."""
    (en, zh), parts = kind.CALLED, parts_of(kind)
    if unknown := [str(name) for name in values if name not in parts]:
        raise BadInput(
            f"A {en} has no {unknown[0]!r}. Accepted: {', '.join(parts)}.",
            f"{zh}没有 {unknown[0]!r} 这一项。可接受：{'、'.join(parts)}。",
        )
    if "name" not in values:
        raise BadInput(f'A {en} needs a name: name = "…".', f'{zh}需要名称：name = "…"。')
    return kind(**{name: str(value) if isinstance(value, int) else value for name, value in values.items()})


def plain(presenter: Looks) -> dict[str, str]:
    """The parts that are not as they come, in order."""
    usual = type(presenter)(presenter.name)
    return {
        part: getattr(presenter, part)
        for part in parts_of(type(presenter))
        if part == "name" or getattr(presenter, part) != getattr(usual, part)
    }


def _check(part: str, value: object, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise BadInput(
            f"{part} cannot be {value!r}. Accepted: {', '.join(accepted)}.",
            f"{part} 不能为 {value!r}。可接受：{'、'.join(accepted)}。",
        )
