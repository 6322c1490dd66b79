"""The designs that captions come in, as values. Lengths are in ems of the caption; opacities as ASS has them, 0 (solid) to 255 (clear)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..errors import BadInput

Colour = tuple[int, int, int]

WHITE, INK, ACCENT = (255, 255, 255), (10, 12, 16), (255, 200, 87)


@dataclass(frozen=True)
class Halo:
    """A second, wider edge under the letters."""

    colour: Colour
    width: float
    clear: int = 0
    blur: float = 0.016


@dataclass(frozen=True)
class Design:
    """One look of captions.

    em       the size of the letters, against the usual one; `spacing` between letters
    fill     the letters' colour; `rim` that of their edge, which is `outline` wide and as clear as `rim_clear`
    shadow   how far the shadow lies off, as clear as `shadow_clear`; `blur` softens the edge
    box      a plate behind the whole caption
    words    how what is being said is shown: "" not at all, "fill" (said words turn `lit`), "lit" (one word at a time does)
    lit_rim, lit_outline  the edge of a lit word, where it is another
    """

    en: str
    zh: str
    em: float = 1.0
    bold: bool = False
    spacing: float = 0.0
    fill: Colour = WHITE
    rim: Colour = INK
    outline: float = 0.060
    rim_clear: int = 40
    shadow: float = 0.025
    shadow_clear: int = 140
    blur: float = 0.016
    box: bool = False
    halo: Halo | None = None
    words: Literal["", "fill", "lit"] = ""
    lit: Colour = ACCENT
    lit_rim: Colour | None = None
    lit_outline: float = 0.0


DESIGNS: dict[str, Design] = {
    "clean": Design("white with a thin dark edge", "白字细边"),
    "box": Design("on a dark plate", "深色底框", outline=0.24, rim_clear=255, shadow=0.24, shadow_clear=90, blur=0.0, box=True),
    "bold": Design("heavy, with a thick black edge", "粗体黑边", em=1.06, bold=True, outline=0.105, rim_clear=0, shadow=0.04),
    "minimal": Design("small and light, on a soft shade", "极简", em=0.86, spacing=0.03, outline=0.0, shadow=0.0, blur=0.0,
                      halo=Halo(INK, 0.09, clear=70, blur=0.09)),
    "variety": Design("yellow, doubly edged, as on variety shows", "综艺花字", em=1.14, bold=True, fill=(255, 226, 64),
                      rim=(74, 28, 140), outline=0.07, rim_clear=0, shadow=0.0, halo=Halo(WHITE, 0.125)),
    "karaoke": Design("words fill with colour as they are said", "逐词填色", words="fill"),
    "pop": Design("heavy; the word being said lights up", "逐词点亮", em=1.06, bold=True, outline=0.085, rim_clear=0, words="lit",
                  lit=(255, 214, 10), lit_rim=(120, 40, 0), lit_outline=0.115),
    "plate": Design("the word being said stands on a colour", "逐词色块", bold=True, outline=0.06, words="lit", lit=WHITE,
                    lit_rim=(36, 99, 235), lit_outline=0.19),
}  # fmt: skip


def design(name: str) -> Design:
    """The design of that name. BadInput for one that is not known."""
    if name not in DESIGNS:
        raise BadInput(
            f"The subtitle style {name!r} is not known. Accepted: {', '.join(DESIGNS)}.",
            f"未知字幕样式 {name!r}。可接受：{'、'.join(DESIGNS)}。",
        )
    return DESIGNS[name]
