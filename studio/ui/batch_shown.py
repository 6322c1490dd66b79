"""What the batch panel is told: short answers for its scripts, names of files without their folders."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipelines.errors import BadInput, EngineMissing
from pipelines.speech import voices
from pipelines.text.chat import Chat

from ..dub.desk import Batch, heads, lines
from ..dub.desk.batch import REPORT, Shown
from ..dub.desk.lines import Line
from ..dub.options import Options
from ..dub.shorter import shorter
from ..dub.sources import STDIN
from ..dub.wordings import NEEDED_BY
from ..wording import place
from .brief_panel import voice_title
from .texts import t

_CHOSEN = ("voice", "language", "speaker", "fit", "each", "kind", "loudness", "captions", "music", "burn", "original", "stems", "relip", "consent",
           "editors", "translate", "model")  # fmt: skip
TEXT = 600
"""Characters of a line's text that a list shows; a line that is edited is asked for whole."""

SPEAKERS = 60
NOTES = 40
OUTPUTS = 12


_OPTIONS = (
    (r"or name it: --columns .*?\.(?= |$)", "or choose what it means below."),
    (r"Choose one with --columns .*?\.(?= |$)", "Choose one below."),
    (r"; --columns text=… names others", ""),
    (r"或用 --columns .*?指定。", "或在下方选择其含义。"),
    (r"请用 --columns .*?指定其一。", "请在下方选择其一。"),
    (r"；可用 --columns text=… 指定", ""),
    (r" \(the model also with --model\)", ""),
    (r"（模型也可用 --model 给出）", ""),
    (r": --consent TEXT\.", "."),
    (r"：--consent 文字。", "。"),
    (
        r"With --video, give subtitles, or --each track for a table with times\.",
        "Under a film, choose one file for each input.",
    ),
    (r"使用 --video 时请给出字幕，或对带时间的表格加 --each track。", "有视频时，“文件”请选“每个输入一条音轨”。"),
)
"""What a message says of the command's options, as the page has it."""


def here(text: str) -> str:
    for said, meant in _OPTIONS:
        text = re.sub(said, meant, text)
    return text


def state(shown: Shown, batch: Batch, lang: str) -> dict[str, Any]:
    """How a batch stands; short, for it is asked for again and again."""
    watched, counts = shown.watched, shown.counts
    return {
        "id": batch.id, "state": shown.state, "stale": shown.stale, "number": shown.number,
        "counts": {name: getattr(counts, name) for name in ("all", "over", "wrong", "made", "looked", "failed")},
        "error": here(shown.error[lang == "zh"]) if shown.error else "",
        "stage": watched.stage if watched else "", "total": watched.total if watched else 0, "done": watched.done if watched else 0,
        "rate": round(watched.rate, 2) if watched else 0, "left": watched.left if watched else None,
        "detail": watched.detail if watched and watched.stage == "film" else "",
    }  # fmt: skip


def about(batch: Batch, lang: str) -> dict[str, Any]:
    """What a batch was given, and what is chosen for it."""
    choices, errors, read = batch.choices(), batch.errors(), lines.files(batch.looked)
    speakers, video = lines.speakers(batch.looked, 1000), batch.video()
    notes = batch.notes()
    late = [[video.name, "", _late(count, lang)]] if video and (count := batch.late()) else []
    return {
        "id": batch.id,
        "name": choices.name,
        "files": [{"name": path.name, "rows": read.get(path.name, 0), "error": here(errors[path.name][lang == "zh"]) if path.name in errors else "",
                   "table": _table(path, choices.columns)} for path in batch.files()[:200]] + ([{"name": video.name, "rows": 0, "error": "", "table": None, "video": True}] if video else []),
        "video": bool(video),
        "speakers": [{"name": name, "lines": count} for name, count in speakers[:SPEAKERS] if name],
        "more_speakers": max(0, len(speakers) - SPEAKERS),
        "choices": {name: getattr(choices, name) for name in _CHOSEN},
        "translator": translator(choices.model, lang),
        "folder": str(batch.out.folder) if choices.editors else "",
        "cast": dict(choices.cast),
        "columns": dict(choices.columns),
        "titles": {name: _title(name, lang) for name in {choices.voice, *choices.cast.values()} if name},
        "notes": late + [[_named(note.file), place(note.place, lang), here(batch.plain(note.zh if lang == "zh" else note.en))] for note in notes[:NOTES]],
        "notes_in_all": len(late) + len(notes),
    }  # fmt: skip


def _late(count: int, lang: str) -> str:
    return t("batch.late_one" if count == 1 else "batch.late", lang, n=count)


def translator(model: str, lang: str) -> dict[str, Any]:
    """Whether a language model can be asked: `model` is the one that the environment names, `why` what is not set.

    `usable` tells that a model's name is all that may be missing.
    """
    return {
        "model": os.environ.get("STUDIO_LLM_MODEL", ""),
        "why": _unset(model, lang),
        "usable": not _unset(model or "any", lang),
    }


def _unset(model: str, lang: str) -> str:
    try:
        Chat(model, needed_by=NEEDED_BY).check()
    except (EngineMissing, BadInput) as error:
        return here(error.message(lang))
    return ""


def _table(path: Path, asked: Any) -> dict[str, Any] | None:
    found = heads.head(path, asked)
    return {"headers": found.headers, "fields": found.fields, "rows": found.rows} if found else None


def _title(name: str, lang: str) -> str:
    try:
        return voice_title(voices.load(name), lang)
    except BadInput:  # deleted meanwhile: a run says so
        return name


def _named(file: str) -> str:
    return "" if file == STDIN else Path(file).name


def line(one: Line, batch: Batch, options: Options, edited: set[tuple[str, str]], lang: str, *, whole: bool = False) -> dict[str, Any]:  # fmt: skip
    """A line as the list shows it."""
    told, slot = one.told, None if one.start is None or one.end is None else round(one.end - one.start, 3)
    over = float(told.get("overrun") or 0.0)
    leave = shorter(one.text, told["seconds"], over) if over > 0 else None
    return {
        "id": one.id, "file": _named(one.file), "place": place(one.place, lang), "text": one.text if whole else one.text[:TEXT],
        "cut": not whole and len(one.text) > TEXT, "speaker": one.speaker, "start": one.start, "slot": slot, "state": one.state,
        "why": batch.plain(one.zh if lang == "zh" else one.en), "said": told.get("seconds"), "natural": told.get("natural"),
        "tempo": told.get("tempo"), "borrowed": told.get("borrowed"), "over": over, "leave": leave,
        "hurried": float(told.get("tempo") or 0) > options.policy.easy + 0.005,
        "offers": list(told.get("offers") or ())[:3],
        "edited": (_named(one.file), one.place) in edited,
        "sound": f"/batch/{batch.id}/line/{one.id}?v={one.key[:12]}" if one.key else "",
    }  # fmt: skip


def outputs(batch: Batch, lang: str) -> dict[str, Any]:
    """What can be downloaded: everything, the report, and the first files that are no clip of a line in the list; what is to be told."""
    names = batch.outputs()
    files = [name for name in names if name != REPORT]
    at = f"/batch/{batch.id}"
    return {
        "zip": f"{at}/all.zip" if files else "",
        "report": f"{at}/out/{REPORT}" if REPORT in names else "",
        "files": [{"name": name, "url": f"{at}/out/{quote(name)}"} for name in files[:OUTPUTS]],
        "more": max(0, len(files) - OUTPUTS),
        "told": [here(batch.plain(one.zh if lang == "zh" else one.en)) for one in batch.remarks()[:NOTES]],
    }
