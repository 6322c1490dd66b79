"""Speech timelines in the formats of other programs: one door in, one door out.

    text = export(utterance, "textgrid")            losses(utterance, "textgrid") tells what it does not hold
    imported = read(text, "textgrid")               imported.utterance, .notes, .extra

docs/formats.md says what each format holds and loses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ... import schema, timeline
from ...engines import Speaker
from ...errors import BadInput
from ...timeline import Utterance
from ...voice import Voice
from . import ass, lab, subtitles, table, textgrid, visemes, voicevox
from . import losses as _losses
from .notes import Imported, Note, Request
from .writing import language_of

__all__ = ["FORMATS", "LARGEST", "Format", "Imported", "Note", "export", "kind_of", "losses", "read"]

LARGEST = 50_000_000
"""Bytes of the largest file that is read."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its file suffixes, what it is called, what writes and reads it, what of `losses.EVERYTHING` it holds."""

    suffixes: tuple[str, ...]
    title: str
    write: Callable[[Utterance], str] | None = None
    read: Callable[[str, Request], Imported] | None = None
    holds: frozenset[str] = frozenset()


def _read_json(text: str, request: Request) -> Imported:
    """The house's own timeline, or VOICEVOX's AudioQuery: what is inside tells."""
    data = schema.parse(text)
    if voicevox.is_query(data):
        return voicevox.read(data, request)
    return Imported(timeline.from_dict(data))


def _write_json(utterance: Utterance) -> str:
    return timeline.dumps(utterance) + "\n"


_TIER = frozenset(("phonemes", "stress", "tone", "events"))
_TEXT = frozenset(("punctuation",))

FORMATS: dict[str, Format] = {
    "textgrid": Format((".textgrid",), "Praat TextGrid", textgrid.write, textgrid.read, _TIER | {"voice"}),
    "textgrid-short": Format(
        (), "Praat TextGrid, short", partial(textgrid.write, short=True), textgrid.read, _TIER | {"voice"}
    ),
    "lab": Format((".lab",), "HTK label file", lab.write, lab.read, _TIER),
    "csv": Format((".csv", ".tsv"), "CSV", table.write, table.read, _losses.EVERYTHING - {"manner"}),
    "srt": Format((".srt",), "SubRip subtitles", subtitles.write_srt, subtitles.read, _TEXT),
    "vtt": Format((".vtt",), "WebVTT subtitles", subtitles.write_vtt, partial(subtitles.read, vtt=True), _TEXT),
    "ass": Format((".ass", ".ssa"), "ASS subtitles with karaoke", ass.write, ass.read, _TEXT),
    "visemes-azure": Format((), "Azure viseme ids, JSON", partial(visemes.to_json, kind="azure")),
    "visemes-azure-csv": Format((), "Azure viseme ids, CSV", partial(visemes.to_csv, kind="azure")),
    "visemes-oculus": Format((), "Oculus visemes, JSON", partial(visemes.to_json, kind="oculus")),
    "visemes-oculus-csv": Format((), "Oculus visemes, CSV", partial(visemes.to_csv, kind="oculus")),
    "json": Format((".json",), "a speech timeline, or VOICEVOX's AudioQuery", _write_json, _read_json, _losses.EVERYTHING),
}


def kind_of(path: str | Path) -> str:
    """The kind that a file's suffix names; BadInput with the suffixes that are known."""
    suffix = Path(path).suffix.lower()
    for kind, form in FORMATS.items():
        if suffix in form.suffixes:
            return kind
    known = ", ".join(suffix for form in FORMATS.values() for suffix in form.suffixes)
    raise BadInput(
        f"{path}: no format has the suffix {suffix!r}. Accepted: {known}.",
        f"{path}：没有后缀为 {suffix!r} 的格式。可接受：{known}。",
    )


def export(utterance: Utterance, kind: str) -> str:
    """The utterance as a file's text. BadInput for a kind that is not written."""
    write = _format(kind).write
    if write is None or not utterance.words:
        raise BadInput(f"Nothing can be written as {kind!r}: the utterance has no words." if write else f"The format {kind!r} is only read.",
                       f"无法写成 {kind!r}：该时间线没有词。" if write else f"格式 {kind!r} 只能读取。")  # fmt: skip
    return write(utterance)


def losses(utterance: Utterance, kind: str) -> tuple[Note, ...]:
    """What the format does not hold of this utterance."""
    return _losses.losses(utterance, _format(kind).holds)


def read(
    text: str,
    kind: str,
    *,
    speaker: Speaker | None = None,
    voice: Voice | None = None,
    language: str = "",
    sample_rate: int = 0,
    guess: Callable[[str], str] = language_of,
    captions: bool = False,
) -> Imported:
    """The utterance of a file's text, with notes on what was not understood and what is kept aside.

    `speaker` (espeak by default) plans what has no phonemes. `language` "" is what `guess` says of the text, `sample_rate` 0
    Hz what holds the times; with `captions`, what subtitles hold beside speech is said too. BadInput with the place for a file that is damaged, of another kind, or over 50 MB.
    """
    reader = _format(kind).read
    if reader is None:
        raise BadInput(f"The format {kind!r} is only written. Read: {', '.join(k for k, f in FORMATS.items() if f.read)}.",
                       f"格式 {kind!r} 只能写出。可读取：{', '.join(k for k, f in FORMATS.items() if f.read)}。")  # fmt: skip
    if len(text) > LARGEST:
        raise BadInput(f"The file has {len(text):,} characters; up to {LARGEST:,} are accepted. Split it.",
                       f"文件有 {len(text):,} 个字符；最多 {LARGEST:,} 个。请拆分。")  # fmt: skip
    if sample_rate and not 1000 <= sample_rate <= 384_000:
        raise BadInput(f"A sample rate of {sample_rate} Hz was asked for; 1,000 to 384,000 is accepted.",
                       f"采样率 {sample_rate} Hz 超出范围；可接受 1,000 到 384,000。")  # fmt: skip
    imported = reader(text.removeprefix("\ufeff"), Request(speaker, voice, language, sample_rate, guess, captions))
    try:
        timeline.check(imported.utterance)
    except ValueError as error:
        raise BadInput(
            f"The file gives no timeline that can be spoken: {error}.", f"该文件无法成为可读的时间线：{error}。"
        ) from error
    return imported


def _format(kind: str) -> Format:
    if kind not in FORMATS:
        raise BadInput(
            f"The format {kind!r} is not known. There are: {', '.join(FORMATS)}.",
            f"未知格式 {kind!r}。可选：{', '.join(FORMATS)}。",
        )
    return FORMATS[kind]
