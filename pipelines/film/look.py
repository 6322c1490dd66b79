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

from ..files import data_folder
from . import breaking
from .caption_styles import ACCENT, DESIGNS, INK, WHITE, Colour, Design, Halo, design
from .layout import aspect_of

FONT_FILE = "NotoSansSC-Subset.otf"
FONT_NAME = "Noto Sans SC Subset"
CELL = 1.448
STYLES = tuple(DESIGNS)


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
    """The ASS styles of captions in the design `style`, of titles and of labels. BadInput for a design that is not known."""
    sizes = metrics(size)
    caption = _caption(design(style), sizes.caption)
    caption.alignment = pysubs2.Alignment.BOTTOM_CENTER
    caption.marginl = caption.marginr = round(sizes.side)
    caption.marginv = round(sizes.bottom)
    title = _style(sizes.title, outline=0.02 * sizes.title, shadow=0, outline_alpha=70, shadow_alpha=255)
    label = _style(sizes.label, outline=0, shadow=0, outline_alpha=255, shadow_alpha=255)
    for own in (title, label):
        own.alignment = pysubs2.Alignment.TOP_LEFT
    return {"Caption": caption, "Title": title, "Label": label}


def _caption(look: Design, usual: float) -> pysubs2.SSAStyle:
    em = look.em * usual
    style = _style(
        em, outline=look.outline * em, shadow=look.shadow * em, outline_alpha=look.rim_clear, shadow_alpha=look.shadow_clear
    )
    style.outlinecolor = pysubs2.Color(*look.rim, look.rim_clear)
    style.bold, style.spacing = look.bold, round(look.spacing * em, 2)
    style.primarycolor = style.secondarycolor = pysubs2.Color(*look.fill, 0)
    if look.box:
        style.borderstyle, style.outline, style.shadow = 4, look.outline * em, look.shadow * em
    if look.words == "fill":
        style.primarycolor = pysubs2.Color(*look.lit, 0)
    return style


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


Words = Sequence[tuple[str, float, float]]
"""Each word of a caption with when it is said, in seconds after the caption comes."""


def caption_texts(
    text: str, size: tuple[int, int], style: str, words: Words = (), room: float | None = None
) -> tuple[str, ...]:
    """The event texts of a caption, the lowest first: what lies under the letters, if the design has it, and the letters.

    Soft edges, a smaller size if a line is wider than `room`, words timed where the design shows them.
    """
    sizes, chosen = metrics(size), design(style)
    em = chosen.em * sizes.caption
    wide = 1 + chosen.spacing + (0.03 if chosen.bold else 0.0)  # a heavy letter is a little wider than the font says
    widest = wide * max(text_width(line, em) for line in text.split("\n"))
    room = room or size[0] - 2 * sizes.side
    fitted = ""
    if widest > room:
        em *= room / widest
        fitted = f"\\fs{em * CELL:.1f}"
    tags = (f"\\blur{chosen.blur * em:.2f}" if chosen.blur else "") + fitted
    body = escaped(text)
    if chosen.words == "fill":
        body = _timed(text, words)
    elif chosen.words == "lit":
        body = _lit(text, words, chosen, em)
    upper = (f"{{{tags}}}{body}" if tags else body).replace("\n", "\\N")
    if chosen.halo is None:
        return (upper,)
    return f"{{{_halo(chosen.halo, em)}{fitted}}}{escaped(text)}".replace("\n", "\\N"), upper


def _halo(halo: Halo, em: float) -> str:
    colour, clear = _bgr(halo.colour), f"&H{halo.clear:02X}&"
    return f"\\blur{halo.blur * em:.2f}\\bord{halo.width * em:.2f}\\shad0\\1c{colour}\\3c{colour}\\1a{clear}\\3a{clear}"


def _bgr(colour: Colour) -> str:
    red, green, blue = colour
    return f"&H{blue:02X}{green:02X}{red:02X}&"


def _timed(text: str, words: Words) -> str:
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


_BRIDGED = 0.3  # seconds: over a pause shorter than this a word stays lit until the next


def _lit(text: str, words: Words, chosen: Design, em: float) -> str:
    """The text with each word in its colours while it is said, in \\t; every other letter in the usual ones."""
    usual = _face(chosen.fill, chosen.rim, chosen.outline, em)
    bright = _face(chosen.lit, chosen.lit_rim or chosen.rim, chosen.lit_outline or chosen.outline, em)
    out, place = "", 0
    for number, (word, start, end) in enumerate(words):
        found = text.find(word, place)
        if found < 0:
            continue
        following = words[number + 1][1] if number + 1 < len(words) else end
        until = following if end < following <= end + _BRIDGED else end
        begin, finish = 10 * round(start * 100), 10 * round(until * 100)
        turns = f"\\t({begin},{begin + 1},{bright})\\t({finish},{finish + 1},{usual})" if finish > begin else ""
        out += f"{escaped(text[place:found])}{{{usual}{turns}}}{escaped(word)}{{{usual}}}"
        place = found + len(word)
    return out + escaped(text[place:])


def _face(fill: Colour, rim: Colour, outline: float, em: float) -> str:
    return f"\\1c{_bgr(fill)}\\3c{_bgr(rim)}\\bord{outline * em:.2f}"


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


def title_texts(title: str, size: tuple[int, int], seconds: float, below: float = 0.0) -> list[Text]:
    """The scene's title at the upper left: an accent bar grows, the text slides in beside it, both fade out.

    Shown for up to 4 s, at most `seconds`; under what is at the upper left already, down to `below`.
    """
    title = " ".join(title.split())
    if not title or seconds < 0.4:
        return []
    sizes = metrics(size)
    wide = aspect_of(size) == "wide"
    left, top = round(sizes.side), round(max(below, sizes.side if wide else 3.4 * sizes.side))
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
