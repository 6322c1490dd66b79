"""Advanced SubStation Alpha with karaoke: each word lights up when it is said. Times are centiseconds.

pysubs2 writes and reads the file; the karaoke in a line (`{\\k20}`: the next 200 ms) is this module's.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Any

import pysubs2

from ...errors import BadInput
from ...timeline import Utterance
from .captions import without
from .clock import ticks
from .cutting import CutCue, cut
from .fit import Cue, Piece, spoken
from .notes import Imported, Note, Request, check_time, damaged, line_of
from .subtitles import JOINER
from .writing import between

_LAST_MS = 10 * 3_600_000 - 10
BLOCK = re.compile(r"(?<!\\)\{([^}]*)\}")
"""Tags and remarks within a line's text."""
_KARAOKE = re.compile(r"\\(k|K|kf|ko|kt)\s*(\d+)")
_LINE = re.compile(r"^(?:\s*)(Dialogue|Comment):", re.MULTILINE)


def write(utterance: Utterance) -> str:
    """BadInput for speech of ten hours or more, which the format's clock cannot tell."""
    if utterance.seconds * 1000 > _LAST_MS:
        raise BadInput("ASS holds up to 9:59:59.99; this speech is longer. Split it, or take SRT.",
                       "ASS 最长 9:59:59.99；该语音更长。请拆分，或使用 SRT。")  # fmt: skip
    script = pysubs2.SSAFile()
    script.info.update({"Title": "Shengying", "WrapStyle": "0"})
    rate = utterance.sample_rate
    for cue in cut(utterance):
        if cue.text.strip():
            start, end = ticks(cue.start, rate, 100), ticks(cue.end, rate, 100)
            script.append(pysubs2.SSAEvent(10 * start, 10 * max(end, start + 1), _karaoke(cue, rate), name=""))
    return str(script.to_string("ass"))


def _karaoke(cue: CutCue, rate: int) -> str:
    """The text with each part's time before it; ends are rounded, never lengths, so that the last word does not drift."""
    out, position = [], ticks(cue.start, rate, 100)
    for part in cue.parts:
        end = ticks(part.end, rate, 100)
        out.append(f"{{\\k{end - position}}}{_escaped(part.text)}")
        position = end
    return "".join(out)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\" + JOINER).replace("{", "\\{").replace("}", "\\}")


def read(text: str, request: Request) -> Imported:
    """The utterance that says each line in its time, word by word where it has karaoke. Styles are kept in `extra`."""
    notes: list[Note] = []
    extra: dict[str, Any] = {}
    script = _parsed(text)
    lines = [line_of(text, match.start(1)) for match in _LINE.finditer(text)]
    if len(lines) != len(script.events):
        lines = [0] * len(script.events)
    cues: list[Cue] = []
    for event, line in zip(script.events, lines, strict=True):
        place = f"line {line}"
        check_time(event.start / 1000, "ASS", "ASS ", line)
        check_time(event.end / 1000, "ASS", "ASS ", line)
        kept = _aside(event)
        if kept:
            extra.setdefault("events", []).append({"line": line, **kept})
            notes.append(Note(place, f"{', '.join(kept)}: kept aside, an utterance has no place for it.",
                              f"{'、'.join(kept)}：另行保存，语音时间线中没有它的位置。"))  # fmt: skip
        if event.is_comment or event.is_drawing:
            continue
        pieces = _pieces(event.text, event.start / 1000, event.end / 1000)
        if not "".join(piece.text for piece in pieces).strip():
            notes.append(Note(place, "This line has no text; its time is silence.", "该行没有文字；其时段作静音。"))
            continue
        cues.append(Cue(event.start / 1000, event.end / 1000, pieces, place))
    if set(script.styles) - {"Default"} or script.fonts_opaque or script.graphics_opaque:
        extra["styles"] = sorted(script.styles)
        notes.append(Note("", "Styles, fonts and pictures of the script are not kept; the names of the styles are.",
                          "脚本的样式、字体和图片不保留；样式名另行保存。"))  # fmt: skip
    ordered = sorted(cues, key=lambda cue: cue.start)
    said = ordered if request.captions else without(ordered, notes, extra)
    return Imported(spoken(said, request, notes, extra), tuple(notes), extra)


def _parsed(text: str) -> pysubs2.SSAFile:
    kind = "ass" if re.search(r"\[V4\+ Styles\+?\]|ScriptType:\s*v4\.00\+", text, re.IGNORECASE) else "ssa"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            script = pysubs2.SSAFile.from_string(text, format_=kind)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, pysubs2.Pysubs2Error) as error:
        raise damaged(
            "ASS", "ASS ", _bad_line(text, kind), f"the script is damaged ({error}).", f"脚本已损坏（{error}）。"
        ) from error
    if not script.events:
        raise damaged("ASS", "ASS ", 1, "there is no line to say: [Events] with Dialogue lines is accepted.",
                      "没有可读的行：应有 [Events] 和 Dialogue 行。")  # fmt: skip
    return script


def _bad_line(text: str, kind: str) -> int:
    """The first line that pysubs2 cannot read by itself; it names none."""
    for match in _LINE.finditer(text):
        line = text[match.start() : text.find("\n", match.end()) if "\n" in text[match.end() :] else None]
        try:
            pysubs2.SSAFile.from_string(line, format_=kind)
        except Exception:  # whatever it was, this is the line
            return line_of(text, match.start(1))
    return 1


def _aside(event: pysubs2.SSAEvent) -> dict[str, str]:
    """What a line holds beside text and karaoke."""
    tags = "".join(found for block in BLOCK.findall(event.text) for found in [_KARAOKE.sub("", block)] if found.strip())
    kept = {"actor": event.name, "effect": event.effect, "tags": tags, "style": event.style if event.style != "Default" else ""}
    if event.is_comment or event.is_drawing:
        kept["comment" if event.is_comment else "drawing"] = event.text
    return {key: value for key, value in kept.items() if value}


@dataclass(slots=True)
class _Syllable:
    text: str
    start: float | None
    end: float | None


def _pieces(raw: str, start: float, end: float) -> tuple[Piece, ...]:
    """The text of a line; with karaoke, in stretches of their own times."""
    syllables = [_Syllable("", None, None)]
    position, at = start, 0
    for block in BLOCK.finditer(raw):
        syllables[-1].text += raw[at : block.start()]
        at = block.end()
        for tag, length in _KARAOKE.findall(block.group(1)):
            if tag == "kt":
                position = start + int(length) / 100
                continue
            following = min(position + int(length) / 100, max(end, position))
            syllables.append(_Syllable("", position, following))
            position = following
    syllables[-1].text += raw[at:]
    pieces: list[Piece] = []
    before = ""
    for syllable in syllables:
        if text := plain(syllable.text, before):
            pieces.append(Piece(text, syllable.start, syllable.end))
            before = text
    return tuple(pieces)


def plain(text: str, before: str) -> str:
    """The text, which holds no `BLOCK`, as it is seen; a break between lines is a space where the script has spaces."""
    held = text.replace("\\" + JOINER, "\0").replace("\\{", "{").replace("\\}", "}").replace("\\h", " ")
    out = ""
    for number, line in enumerate(re.split(r"\\[Nn]", held)):
        out += (between(out or before, line) if number else "") + line
    return out.replace("\0", "\\")
