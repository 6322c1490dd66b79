"""A script.json and a TextGrid as rows: small files, read whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines import script
from pipelines.errors import BadInput
from pipelines.files import read_text
from pipelines.script import Script
from pipelines.speech.formats import labels, textgrid
from pipelines.speech.formats.build import Interval
from pipelines.speech.formats.textgrid import Tier

from .records import Rows, Value
from .row import Fault, Row
from .sources import Source

_LARGEST = 50_000_000  # bytes
_SENTENCES = ("sentences", "sentence", "utterances", "utterance", "句子", "transcript", "transcription", "text", "文本")


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A script: a row a line, without times."""

    source: Source
    script: Script

    def rows(self, rows: Rows) -> Iterator[Row | Fault]:
        for scene in self.script.scenes:
            for line in scene.lines:
                values: dict[str, Value] = {
                    "text": line.text,
                    "speaker": line.speaker,
                    "language": line.language or self.script.language,
                }
                yield rows.row(f"scene {scene.id}, line {line.id}", values, {})


def open_script(source: Source) -> ScriptFile:
    """BadInput for what is no script."""
    try:
        return ScriptFile(source, script.loads(_text(source, ("a script", "脚本")), source.name))
    except BadInput as error:
        raise BadInput(
            f"{error.en} Rows of your own go into a .jsonl file, an object in each line.",
            f"{error.zh}自己的数据行请写成 .jsonl，每行一个对象。",
        ) from error


@dataclass(frozen=True, slots=True)
class Grid:
    """The tiers of a TextGrid that are said, each with who says it; the tier that names speakers, if there is one."""

    source: Source
    tiers: tuple[tuple[Tier, str], ...]
    speakers: Tier | None

    def rows(self, rows: Rows) -> Iterator[Row | Fault]:
        names = ", ".join(repr(tier.name) for tier, _ in self.tiers)
        yield Fault(self.source.name, "", f"Said is, interval by interval: {names}.", f"逐个区间朗读：{names}。", row=False)
        entries = [(entry, speaker) for tier, speaker in self.tiers for entry in tier.filled]
        for entry, speaker in sorted(entries, key=lambda one: one[0].start):
            if labels.event_kind(entry.label):
                continue
            values: dict[str, Value] = {
                "text": entry.label,
                "speaker": self._named(entry) or speaker,
                "start": entry.start,
                "end": entry.end,
            }
            yield rows.row(entry.place, values, {})

    def _named(self, entry: Interval) -> str:
        middle = (entry.start + entry.end) / 2
        filled = self.speakers.filled if self.speakers else ()
        return next((one.label for one in filled if one.start <= middle < one.end), "")


def open_grid(source: Source) -> Grid:
    """The tiers of sentences, else those of words, else all that are not phones. BadInput for a damaged file or one that says nothing."""
    try:
        _, tiers = textgrid.parse(_text(source, ("a TextGrid", "TextGrid")))
    except BadInput as error:
        raise BadInput(f"{source.name}: {error.en}", f"{source.name}：{error.zh}") from error
    filled = [tier for tier in tiers if not tier.points and tier.filled]
    speakers = next((tier for tier in filled if textgrid.role(tier.name) in textgrid.SPEAKERS), None)
    said = _of_role(filled, _SENTENCES) or _of_role(filled, textgrid.WORDS)
    if not said:
        rest = [tier for tier in filled if tier is not speakers and textgrid.role(tier.name) not in textgrid.PHONES]
        said = [(tier, tier.name if len(rest) > 1 else "") for tier in rest]
    if not said:
        raise BadInput(f"{source.name} has no tier of texts: one called sentences or words is accepted.",
                       f"{source.name} 没有文本层：应有名为 sentences 或 words 的层。")  # fmt: skip
    return Grid(source, tuple(said), speakers)


def _of_role(tiers: Sequence[Tier], names: Sequence[str]) -> list[tuple[Tier, str]]:
    """The tiers that are called so, each with the speaker that its name begins with: "anna - words"."""
    found = [tier for tier in tiers if textgrid.role(tier.name) in names]
    return [(tier, re.split(r"\s+-\s+|:", tier.name.strip())[0].strip() if _parted(tier) else "") for tier in found]


def _parted(tier: Tier) -> bool:
    return textgrid.role(tier.name) != tier.name.strip().lower()


def _text(source: Source, what: tuple[str, str]) -> str:
    assert source.path is not None  # standard input is neither
    return read_text(source.path, limit=_LARGEST, what_en=what[0], what_zh=what[1])
