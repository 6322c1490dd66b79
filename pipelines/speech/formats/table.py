"""CSV: one row a phoneme, a pause or a sound event, in order (RFC 4180). It holds all but pitch, loudness and manner."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ...timeline import SILENCE, Segment, Utterance, Word
from ..cells import guarded, unguarded
from . import labels, laid
from .build import Draft, Sound, utterance_of
from .clock import rate_of
from .house import language_for, voice_for
from .notes import Imported, Note, Request, check_time, damaged

COLUMNS = ("kind", "word_id", "word", "after", "reading", "phoneme", "start_seconds", "end_seconds", "start_samples", "end_samples",
           "sample_rate", "stress", "tone", "speaker", "language", "path")  # fmt: skip
"""`kind` is phoneme, pause, breath, laugh or sound. `after` is what stands between the word and the next one; on a pause before
the first word it is the text before that word. `path` is the file of a sound."""

_KINDS = ("phoneme", "pause", "breath", "laugh", "sound")


def write(utterance: Utterance) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    segments = laid.segments(utterance)
    by_id = {word.id: word for word in utterance.words}
    first = utterance.words[0]
    apart = utterance.opening or first.language or utterance.override(first.id).voice
    if apart and segments[0].word:  # the row before the first word says what holds for the whole
        segments = (Segment(SILENCE, 0, 0, "", -1), *segments)
    for segment in segments:
        row = _row(utterance, segment, by_id.get(segment.word))
        writer.writerow({name: guarded(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return out.getvalue()


def _row(utterance: Utterance, segment: Segment, word: Word | None) -> dict[str, Any]:
    rate = utterance.sample_rate
    kind = "phoneme" if segment.index >= 0 else "pause" if segment.index == -1 else segment.symbol
    row = {"kind": kind, "start_seconds": f"{segment.start / rate:.7f}", "end_seconds": f"{segment.end / rate:.7f}",
           "start_samples": segment.start, "end_samples": segment.end, "sample_rate": rate}  # fmt: skip
    if word is None:
        return row | {"after": utterance.opening, "speaker": utterance.voice, "language": utterance.language}
    row |= {"word_id": word.id, "word": word.text, "after": word.after, "reading": laid.reading_of(utterance, word),
            "speaker": laid.voice_of(utterance, word), "language": word.language or utterance.language}  # fmt: skip
    if kind == "phoneme":
        row |= {"phoneme": segment.symbol, "stress": segment.stress, "tone": segment.tone}
    elif kind != "pause":
        row["path"] = utterance.override(word.id).events[-2 - segment.index].path
    return row


def read(text: str, request: Request) -> Imported:
    """The utterance of a table with at least the columns phoneme, start_seconds and end_seconds (or the samples).

    BadInput names the row and the column of what cannot be read. Columns that are not known are kept in `extra`.
    """
    notes: list[Note] = []
    rows = list(_rows(text))
    names = _header(rows)
    body = [(dict(zip(names, map(unguarded, row), strict=False)), line) for line, row in rows[1:] if any(row)]
    for line, row in rows[1:]:
        if any(row) and len(row) != len(names):
            raise damaged("CSV", "CSV ", line, f"the row has {len(row)} cells; the header has {len(names)}.",
                          f"该行有 {len(row)} 个单元格；表头有 {len(names)} 个。")  # fmt: skip
    extra: dict[str, Any] = {}
    for name in names:
        if name not in COLUMNS:
            extra.setdefault("columns", {})[name] = [row[name] for row, _ in body]
            notes.append(Note(f"column {name!r}", f"This column is not known and kept aside. Known: {', '.join(COLUMNS)}.",
                              f"未知列，另行保存。已知列：{'、'.join(COLUMNS)}。"))  # fmt: skip
    return Imported(_utterance(body, request, notes), tuple(notes), extra)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row; the delimiter is whichever of , ; and tab the header has most of."""
    first = re.match(r"[^\r\n]*", text)
    header = first.group() if first else ""
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise damaged("CSV", "CSV ", before + 1, f"the table is damaged ({error}).", f"表格已损坏（{error}）。") from error
        yield before + 1, row
        before = reader.line_num


def _header(rows: list[tuple[int, list[str]]]) -> list[str]:
    names = [name.strip().lower() for name in rows[0][1]] if rows else []
    timed = {"start_seconds", "end_seconds"} <= set(names) or {"start_samples", "end_samples", "sample_rate"} <= set(names)
    if "phoneme" not in names or not timed or len(set(names)) != len(names):
        raise damaged("CSV", "CSV ", 1, f"the columns phoneme, start_seconds and end_seconds are needed, each once; there are: {', '.join(names)[:200]}.",
                      f"需要 phoneme、start_seconds 和 end_seconds 列，各一次；现有：{', '.join(names)[:200]}。")  # fmt: skip
    return names


_Row = Mapping[str, str]


def _utterance(body: Sequence[tuple[_Row, int]], request: Request, notes: list[Note]) -> Utterance:
    spans = [(_seconds(row, "start", line), _seconds(row, "end", line)) for row, line in body]
    rate = request.sample_rate or _rate(body, spans)
    drafts: list[Draft] = []
    seen: set[str] = set()
    opening, first_voice, key, end = "", "", "", 0
    spoken_in: Counter[str] = Counter()
    for (row, line), (start, until) in zip(body, spans, strict=True):
        kind = _kind(row, line)
        sound = _sound(row, kind, round(start * rate), round(until * rate), line)
        end = max(end, sound.end)
        first_voice = first_voice or row.get("speaker", "")
        if not row.get("word_id") and not row.get("word") and kind == "pause" and not drafts:
            opening += row.get("after", "")
            spoken_in[row.get("language", "")] += len(body)
            continue
        if not drafts or _opens(drafts[-1], key, row, kind, sound):
            key = row.get("word_id", "")
            drafts.append(_draft(row, seen, f"row {line}", notes))
            spoken_in[drafts[-1].language] += 1
        if kind != "pause":
            drafts[-1].sounds.append(sound)
    spoken_in.pop("", None)
    first_language = spoken_in.most_common(1)[0][0] if spoken_in else ""
    _check_order(drafts, notes)
    language = request.language or first_language or language_for(" ".join(d.text for d in drafts), request, notes)
    voice = voice_for(request, language, first_voice)
    for draft in drafts:
        draft.voice = "" if draft.voice == first_voice else draft.voice
        if not draft.text:
            draft.text = "".join(s.symbol for s in draft.sounds if not s.event)
            notes.append(Note(draft.sounds[0].place if draft.sounds else "", f"A word without a text is written as its sounds, {draft.text!r}.",
                              f"没有文字的词以其音素书写：{draft.text!r}。"))  # fmt: skip
    return utterance_of(drafts, end=end, rate=rate, language=language, voice=voice, opening=opening, notes=notes)


def _rate(body: Sequence[tuple[_Row, int]], spans: list[tuple[float, float]]) -> int:
    named = {row.get("sample_rate", "") for row, _ in body} - {""}
    if len(named) == 1 and (rate := named.pop()).isdigit() and 1000 <= int(rate) <= 384_000:
        return int(rate)
    return rate_of(time for span in spans for time in span)


def _seconds(row: _Row, edge: str, line: int) -> float:
    """A boundary in seconds: from the samples where they and their rate are there, for they are exact."""
    samples, rate, seconds = row.get(f"{edge}_samples", ""), row.get("sample_rate", ""), row.get(f"{edge}_seconds", "")
    try:
        time = int(samples) / int(rate) if samples and rate else float(seconds.replace(",", "."))
    except (ValueError, ZeroDivisionError) as error:
        raise damaged("CSV", "CSV ", line, f"{edge}: {seconds or samples!r} is not a time; seconds such as 0.125 are accepted.",
                      f"{edge}：{seconds or samples!r} 不是时间；可接受秒数，例如 0.125。") from error  # fmt: skip
    return check_time(time, "CSV", "CSV ", line)


def _kind(row: _Row, line: int) -> str:
    phoneme = row.get("phoneme", "")
    kind = row.get("kind", "") or ("pause" if labels.is_silent(phoneme) else labels.event_kind(phoneme) or "phoneme")
    if kind not in _KINDS:
        raise damaged("CSV", "CSV ", line, f"kind: {kind!r} is not known; {', '.join(_KINDS)} are accepted.",
                      f"kind：未知 {kind!r}；可接受 {'、'.join(_KINDS)}。")  # fmt: skip
    return kind


def _sound(row: _Row, kind: str, start: int, end: int, line: int) -> Sound:
    stress, tone = row.get("stress", "") or "0", row.get("tone", "")
    if stress not in ("0", "1", "2") or not (tone == "" or (tone.isdigit() and tone.isascii())):
        raise damaged("CSV", "CSV ", line, f"stress {stress!r}, tone {tone!r}: stress is 0, 1 or 2, tone a digit or nothing.",
                      f"stress {stress!r}、tone {tone!r}：重音应为 0、1 或 2，声调为数字或空。")  # fmt: skip
    event = kind if kind in ("breath", "laugh", "sound") else ""
    return Sound(row.get("phoneme", ""), start, end, int(stress), tone, event, row.get("path", ""), f"row {line}")


def _opens(last: Draft, key: str, row: _Row, kind: str, sound: Sound) -> bool:
    """Whether a row begins a new word: by its id, else by its text, else after a pause."""
    if row.get("word_id"):
        return row["word_id"] != key
    if kind != "phoneme":
        return False
    if "word" in row:
        return row["word"] != last.text
    return bool(last.sounds) and sound.start > last.sounds[-1].end


def _draft(row: _Row, seen: set[str], place: str, notes: list[Note]) -> Draft:
    word_id = row.get("word_id", "")
    if word_id in seen:
        notes.append(Note(place, f"The word id {word_id!r} stands for two words; the second has a new one.",
                          f"词编号 {word_id!r} 重复；第二个已换新编号。"))  # fmt: skip
        word_id = ""
    elif word_id:
        seen.add(word_id)
    return Draft(
        row.get("word", ""),
        [],
        word_id,
        row.get("after"),
        row.get("reading", ""),
        row.get("language", ""),
        row.get("speaker", ""),
    )


def _check_order(drafts: list[Draft], notes: list[Note]) -> None:
    """Sounds that overlap are laid one after the other: said once for the table."""
    sounds = [sound for draft in drafts for sound in draft.sounds]
    for a, b in pairwise(sounds):
        if b.start < a.end:
            notes.append(Note(b.place, "This row begins before the one in front of it ends; it begins there.",
                              "该行开始早于前一行的结尾；已移到该处开始。"))  # fmt: skip
