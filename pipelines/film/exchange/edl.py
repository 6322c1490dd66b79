"""A cut as an edit decision list (CMX 3600): one event a clip, in record order, for the lowest picture track and four sounds.

The list has whole frames and a time base of whole frames a second: at 29.97 the timecode is non-drop, so it counts every frame and
falls behind the clock, and says so in its head. It holds no levels, captions or stills' moves: `losses` tells which of a cut's are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..breaking import width
from .cut import Clip, Cut, Track, one_line

_CHANNELS = ("A", "A2", "A3", "A4")
_EVENTS = 999
_KINDS = {"wipe": "W001"}  # SMPTE's first wipe: from left to right
_COLUMNS = 60  # of a name: with "* FROM CLIP NAME:  " before it, what the eighty columns of a line leave


def dumps(cut: Cut) -> str:
    """The `.edl` file, UTF-8. Files are named by reel (the name without its suffix) and in comments."""
    base = round(cut.fps)
    head = [f"TITLE: {_short(cut.name)}", "FCM: NON-DROP FRAME"]
    if base != cut.fps:
        head.append(f"* {float(cut.fps):.3f} FRAMES A SECOND, COUNTED AS {base}")
    rows, before = [], dict[str, Clip]()
    for number, (channel, clip) in enumerate(_events(cut), 1):
        rows += _event(number, channel, before.get(channel), clip, base)
        before[channel] = clip
    marks = [f"* MARKER {timecode(marker.start, base)} {_short(marker.name)}" for marker in cut.markers]
    return "\n".join([*head, "", *rows, *marks]) + "\n"


def timecode(frames: int, base: int) -> str:
    """Non-drop timecode at `base` frames a second."""
    seconds, rest = divmod(frames, base)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"


def losses(cut: Cut) -> list[tuple[str, str]]:
    """What of the cut the list cannot hold, in English and in Chinese."""
    told = []
    events = sum(1 for _ in _events(cut))
    if events > _EVENTS:
        told.append((f"The list has {events:,} events; the format knows {_EVENTS}, and old editors stop there.",
                     f"列表共有 {events} 个事件；该格式只规定 {_EVENTS} 个，旧软件会在此停止。"))  # fmt: skip
    more = [track.name for track in (*cut.pictures[1:], *cut.sounds[len(_CHANNELS) :])]
    if more:
        told.append((f"Left out, as the list has one picture and four sounds: {', '.join(more)}.",
                     f"列表只有一条画面轨和四条声音轨，未写入：{'、'.join(more)}。"))  # fmt: skip
    if any(clip.fades or clip.gain != 1 for track in cut.sounds for clip in track.clips):
        told.append(
            ("The list holds no levels: lower the music under the speech again.", "列表不含音量：请重新压低人声下的音乐。")
        )
    return told


def _events(cut: Cut) -> Iterator[tuple[str, Clip]]:
    chosen: list[tuple[str, Track]] = [*zip(("V",), cut.pictures, strict=False), *zip(_CHANNELS, cut.sounds, strict=False)]
    placed = [(clip.start, place, channel, clip) for place, (channel, track) in enumerate(chosen) for clip in _as_events(track)]
    for _, _, channel, clip in sorted(placed, key=lambda one: one[:2]):
        yield channel, clip


def _as_events(track: Track) -> tuple[Clip, ...]:
    """The track's clips, each from the first frame of the transition into it to that of the next one's, as the list has them."""
    starts = [_head(clip) for clip in track.clips]
    tails = [_head(clip) for clip in track.clips[1:]]
    return tuple(
        replace(clip, start=clip.start - head, source=clip.source - head, frames=clip.frames + head - tail)
        for clip, head, tail in zip(track.clips, starts, [*tails, 0], strict=True)
    )


def _head(clip: Clip) -> int:
    return clip.into.before if clip.into else 0


def _event(number: int, channel: str, before: Clip | None, clip: Clip, base: int) -> list[str]:
    """Its line; where it is not cut to, after that of the clip before it, at whose end the transition begins."""
    if clip.into is None or before is None:
        return [_line(number, channel, clip, "C", (clip.source, clip.source + clip.frames, clip.start, clip.end), base),
                f"* FROM CLIP NAME:  {_short(clip.name)}", f"* SOURCE FILE: {clip.path.name}"]  # fmt: skip
    last = before.source + before.frames
    kind = _KINDS.get(clip.into.name, "D")
    return [
        _line(number, channel, before, "C", (last, last, clip.start, clip.start), base),
        _line(number, channel, clip, f"{kind:4} {clip.into.frames:03d}",
              (clip.source, clip.source + clip.frames, clip.start, clip.end), base),
        f"* FROM CLIP NAME:  {_short(before.name)}",
        f"* TO CLIP NAME:  {_short(clip.name)}",
        f"* SOURCE FILE: {clip.path.name}",
    ]  # fmt: skip


def _line(number: int, channel: str, clip: Clip, kind: str, times: tuple[int, ...], base: int) -> str:
    reel = "".join(letter for letter in clip.path.stem if letter.isascii() and letter.isalnum())[:8].upper() or "AX"
    return f"{number:03d}  {reel:8} {channel:5} {kind:8} {' '.join(timecode(time, base) for time in times)}"


def _short(name: str) -> str:
    """One line of at most so many columns, a Chinese character taking two."""
    clean = one_line(name)
    if width(clean) <= _COLUMNS:
        return clean
    while width(clean) > _COLUMNS - 1:
        clean = clean[:-1]
    return clean.rstrip() + "…"
