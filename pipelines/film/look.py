"""What text in the picture looks like: captions, the scene's title, the visible AI label, as ASS styles and events.

Sizes are given as the em in pixels; ASS counts the font's whole cell, which for this font is 1.448 em.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pysubs2
from PIL import ImageFont

from ..errors import BadInput
from ..files import data_folder
from . import breaking
from .layout import aspect_of

FONT_FILE = "NotoSansSC-Subset.otf"
FONT_NAME = "Noto Sans SC Subset"
CELL = 1.448
STYLES = ("clean", "box", "karaoke")

WHITE, INK, ACCENT = (255, 255, 255), (10, 12, 16), (255, 200, 87)


@lru_cache(maxsize=8)
def _font(em: int) -> Any:
    return ImageFont.truetype(str(data_folder("assets") / "fonts" / FONT_FILE), em)


def font(em: float) -> Any:
    """The project's font for Pillow, at `em` pixels."""
    return _font(max(4, round(em)))


def text_width(text: str, em: float) -> float:
    """How wide a line is, in pixels."""
    return float(_font(200).getlength(text)) * em / 200


def script_info(size: tuple[int, int]) -> dict[str, str]:
    return {
        "PlayResX": str(size[0]),
        "PlayResY": str(size[1]),
        "WrapStyle": "2",
        "ScaledBorderAndShadow": "yes",
        "YCbCr Matrix": "TV.709",
    }


@dataclass(frozen=True)
class Metrics:
    """Sizes of the text in a frame, in pixels: ems, and the margins of captions."""

    caption: float
    title: float
    label: float
    side: float
    bottom: float


def metrics(size: tuple[int, int]) -> Metrics:
    width, height = size
    short = min(size)
    if aspect_of(size) == "wide":
        return Metrics(0.046 * height, 0.068 * height, 0.058 * short, 0.05 * short, 0.062 * height)
    return Metrics(
        0.062 * width, 0.076 * width, 0.058 * short, 0.05 * short, 0.15 * height if height > width else 0.06 * height
    )


def styles(size: tuple[int, int], style: str) -> dict[str, pysubs2.SSAStyle]:
    if style not in STYLES:
        raise BadInput(
            f"The subtitle style {style!r} is not known. Accepted: {', '.join(STYLES)}.",
            f"未知字幕样式 {style!r}。可接受：{'、'.join(STYLES)}。",
        )
    sizes = metrics(size)
    em = sizes.caption
    caption = _style(em, outline=0.060 * em, shadow=0.025 * em, outline_alpha=40, shadow_alpha=140)
    caption.alignment = pysubs2.Alignment.BOTTOM_CENTER
    caption.marginl = caption.marginr = round(sizes.side)
    caption.marginv = round(sizes.bottom)
    if style == "box":
        caption.borderstyle, caption.outline, caption.shadow = 4, 0.24 * em, 0.24 * em
        caption.backcolor = pysubs2.Color(*INK, 90)
        caption.outlinecolor = pysubs2.Color(*INK, 255)
    if style == "karaoke":
        caption.primarycolor, caption.secondarycolor = pysubs2.Color(*ACCENT, 0), pysubs2.Color(*WHITE, 0)
    title = _style(sizes.title, outline=0.02 * sizes.title, shadow=0, outline_alpha=70, shadow_alpha=255)
    label = _style(sizes.label, outline=0, shadow=0, outline_alpha=255, shadow_alpha=255)
    for own in (title, label):
        own.alignment = pysubs2.Alignment.TOP_LEFT
    return {"Caption": caption, "Title": title, "Label": label}


def _style(em: float, *, outline: float, shadow: float, outline_alpha: int, shadow_alpha: int) -> pysubs2.SSAStyle:
    return pysubs2.SSAStyle(
        fontname=FONT_NAME,
        fontsize=round(em * CELL, 1),
        primarycolor=pysubs2.Color(*WHITE, 0),
        secondarycolor=pysubs2.Color(*WHITE, 0),
        outlinecolor=pysubs2.Color(*INK, outline_alpha),
        backcolor=pysubs2.Color(*INK, shadow_alpha),
        outline=round(outline, 2),
        shadow=round(shadow, 2),
    )


def escaped(text: str) -> str:
    """Text that ASS shows as it is: braces and backslashes are its own marks."""
    return text.replace("\\", "＼").replace("{", "\\{").replace("}", "\\}")


def caption_text(
    text: str,
    size: tuple[int, int],
    style: str,
    words: Sequence[tuple[str, float, float]] = (),
    room: float | None = None,
) -> str:
    """The event text of a caption: soft edges, a smaller size if a line is wider than `room`, words timed for karaoke."""
    sizes = metrics(size)
    widest = max(text_width(line, sizes.caption) for line in text.split("\n"))
    room = room or size[0] - 2 * sizes.side
    tags = "" if style == "box" else f"\\blur{0.016 * sizes.caption:.2f}"
    if widest > room:
        tags += f"\\fs{sizes.caption * CELL * room / widest:.1f}"
    body = _timed(text, words) if style == "karaoke" else escaped(text)
    body = body.replace("\n", "\\N")
    return f"{{{tags}}}{body}" if tags else body


def _timed(text: str, words: Sequence[tuple[str, float, float]]) -> str:
    """The text with each word's length in \\k hundredths of a second; pauses are timed too."""
    out, place, spent = "", 0, 0
    for word, start, end in words:
        found = text.find(word, place)
        if found < 0:
            continue
        begin, finish = round(start * 100), round(end * 100)
        out += escaped(text[place:found])
        if begin > spent:
            out += f"{{\\k{begin - spent}}}"
        out += f"{{\\k{max(0, finish - max(begin, spent))}}}{escaped(word)}"
        place, spent = found + len(word), max(finish, spent)
    return out + escaped(text[place:])


@dataclass(frozen=True)
class Motion:
    """How a text stands at one moment: its opacity, pixels to the right of its place, and the part of its height shown."""

    opacity: float = 1.0
    right: float = 0.0
    tall: float = 1.0


@dataclass(frozen=True, eq=False)
class Text:
    """Text in the picture: what it looks like at rest, and how it comes and goes, in ms.

    fade   (in, out)
    slide  pixels to the right from which it comes to its place within the time of `fade` in
    grow   how long it takes to its full height
    """

    events: tuple[pysubs2.SSAEvent, ...]
    fade: tuple[int, int] = (0, 0)
    slide: float = 0.0
    grow: int = 0

    @property
    def start(self) -> int:
        return int(self.events[0].start)

    def motion(self, now: float) -> Motion | None:
        """How it stands at `now`; None before it comes and when it is gone."""
        since, left = now - self.start, self.events[0].end - now
        if since < 0 or left <= 0:
            return None
        rising, falling = self.fade
        come = min(1.0, since / rising) if rising else 1.0
        opacity = come * (min(1.0, left / falling) if falling else 1.0)
        tall = min(1.0, since / self.grow) ** 0.45 if self.grow else 1.0
        return Motion(opacity, self.slide * (1 - come), tall)


def title_texts(title: str, size: tuple[int, int], seconds: float) -> list[Text]:
    """The scene's title at the upper left: an accent bar grows, the text slides in beside it, both fade out.

    Shown for up to 4 s, at most `seconds`.
    """
    title = " ".join(title.split())
    if not title or seconds < 0.4:
        return []
    sizes = metrics(size)
    wide = aspect_of(size) == "wide"
    left, top = round(sizes.side), round(sizes.side if wide else 3.4 * sizes.side)
    bar, indent = max(4, round(0.11 * sizes.title)), round(0.42 * sizes.title)
    room = (0.62 if wide else 1.0) * size[0] - 2 * sizes.side - indent
    lines, em = _fitted(title, sizes.title, room)
    height = round(len(lines) * em * CELL)
    span = int(min(4.0, seconds) * 1000)
    out = min(350, span // 4)
    shape = f"m 0 0 l {bar} 0 {bar} {round(0.80 * height)} 0 {round(0.80 * height)}"
    colour = "\\1c&H{2:02X}{1:02X}{0:02X}&".format(*ACCENT)
    lettered = "\\N".join(escaped(line) for line in lines)
    place = f"\\an7\\pos({left + indent},{top})\\fs{em * CELL:.1f}"
    glow = f"{place}\\1a&HFF&\\3a&H70&\\bord{0.09 * em:.1f}\\blur{0.13 * em:.1f}"  # a soft dark bed keeps it readable on white
    bar_tags = f"\\an7\\pos({left},{top + round(0.10 * height)})\\bord0\\shad0{colour}\\p1"
    words = (
        pysubs2.SSAEvent(0, span, f"{{{glow}}}{lettered}", style="Title", layer=1),
        pysubs2.SSAEvent(0, span, f"{{{place}\\blur{0.01 * em:.2f}}}{lettered}", style="Title", layer=2),
    )
    return [
        Text((pysubs2.SSAEvent(0, span, f"{{{bar_tags}}}{shape}", style="Title"),), (120, out), grow=420),
        Text(words, (420, out), slide=0.5 * em),
    ]


def _fitted(title: str, em: float, room: float) -> tuple[tuple[str, ...], float]:
    """The title on one line, or on two, at an em that fits `room` pixels."""
    if text_width(title, em) <= room:
        return (title,), em
    cut = _halves(title)
    widest = max(text_width(line, em) for line in cut)
    return cut, em if widest <= room else em * room / widest


def _halves(title: str) -> tuple[str, ...]:
    """Two lines of about one length, cut at a space or, in Chinese, after punctuation or anywhere that kinsoku allows."""
    words = title.split(" ")
    tokens = [(word, " ") for word in words] if len(words) > 1 else [(char, "") for char in title]
    parts = breaking.pieces(tokens)
    limit = 2 + max(breaking.width(title) // 2 + 2, max(breaking.width(part.text) for part in parts))
    for extra in range(breaking.width(title)):
        lines = breaking.two_lines(parts, limit + extra)
        if lines:
            return lines
    return (title,)


def label_place(text: str, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """(left, top, width, height) of the label's plate, at the upper right."""
    sizes = metrics(size)
    width = round(text_width(text, sizes.label) + 1.1 * sizes.label)
    height = round(1.42 * sizes.label)
    inset = round(0.7 * sizes.side)
    return size[0] - inset - width, inset, width, height


def label_text(text: str, size: tuple[int, int], seconds: float, total: float) -> list[Text]:
    """The visible label from the first frame on for `seconds`, then a fade if there is time left in `total`."""
    if not text or seconds <= 0:
        return []
    left, top, width, height = label_place(text, size)
    fade = 400 if total > seconds else 0
    end = round(min(seconds, total) * 100) * 10 + fade
    plate = f"{{\\an7\\pos({left},{top})\\bord0\\shad0\\1c&H100C0A&\\1a&H78&\\p1}}{_pill(width, height)}"
    words = f"{{\\an5\\pos({left + width / 2:.1f},{top + height / 2:.1f})}}{escaped(text)}"
    events = (
        pysubs2.SSAEvent(0, end, plate, style="Label", layer=3),
        pysubs2.SSAEvent(0, end, words, style="Label", layer=4),
    )
    return [Text(events, (0, fade))]


def _pill(width: int, height: int) -> str:
    r = height // 2
    c = round(r * 0.4477)  # the control points of a quarter circle
    w, h = width, height
    return (
        f"m {r} 0 l {w - r} 0 b {w - c} 0 {w} {c} {w} {r} l {w} {h - r} b {w} {h - c} {w - c} {h} {w - r} {h} "
        f"l {r} {h} b {c} {h} 0 {h - c} 0 {h - r} l 0 {r} b 0 {c} {c} 0 {r} 0"
    )
