"""SSML in: the flat text is planned by a speaker, then what each element asks is set on the words that it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from ...engines import Speaker
from ...errors import BadInput, EngineFailed
from ...timeline import Utterance, check
from ...voice import Voice
from .. import lexicon_files, notation, stretches, voices
from ..formats.notes import Note
from ..lexicon import Lexicon, Missed, applied, merge
from ..markup import Element, at, parse, refuse
from ..stretches import Run, Stretch
from . import cutting, files, placing, timing
from .flat import Flat, Region, note
from .flatten import canonical, flatten
from .kept import Kept

_USUAL_PITCH = 150.0  # Hz, for a voice that does not tell its own


@dataclass(frozen=True)
class Document:
    """What an SSML document becomes: the utterance, remarks with line:column, and what is kept for writing it again."""

    utterance: Utterance
    notes: tuple[Note, ...] = ()
    kept: tuple[Kept, ...] = ()


def read(
    text: str,
    speaker: Speaker,
    voice: Voice | None = None,
    *,
    language: str = "",
    base: Path = Path("."),
    lexicon: Lexicon | None = None,
) -> Document:
    """The document planned by `speaker`. `voice` and `language`, if given, go before the document's own; files that it names
    are looked for in the folder `base`; `lexicon` is a dictionary beside those of the document.

    BadInput with line and column for what is not XML, not SSML, or cannot be spoken so.
    """
    root = parse(text)
    outer = _only_voice(root)
    chosen = voice or _voice(root, outer, language)
    flat = flatten(root, language, chosen.pitch or _USUAL_PITCH, base, {*voices.names(), chosen.name}, outer)
    if not any(character.isalnum() for character in flat.text):
        raise refuse(
            root, "there is nothing to say in it; give words, not only punctuation", "没有可读的内容；请给出文字，而不只是标点"
        )
    planned, runs = _planned(flat, speaker, chosen)
    planned = _with_readings(flat, planned, runs, speaker, chosen)
    planned, more = _with_lexicon(flat, planned, speaker, chosen, base, lexicon or Lexicon())
    cut = cutting.cut(planned, cutting.edges(flat))
    utterance, others = placing.place(flat, replace(cut, rate=flat.rate), base)
    utterance, last = timing.time(flat, utterance)
    try:
        check(utterance)
    except ValueError as error:
        raise BadInput(f"The document asks for what cannot be spoken: {error}.", f"文档的要求无法朗读：{error}。") from error
    return Document(utterance, (*flat.notes, *_other_voice(outer, voice), *more, *others, *last), placing.kept(flat, utterance))


def _voice(root: Element, outer: Element | None, language: str) -> Voice:
    """The voice of the document: the one that all of it is in, else the language's own."""
    if outer is not None and outer.attributes.get("name", "") in voices.names():
        return voices.load(outer.attributes["name"])
    own = canonical(language or root.attributes.get("xml:lang", "")) or ("zh" if _has_hanzi(root.text) else "en")
    return voices.default(own)


def _other_voice(outer: Element | None, given: Voice | None) -> list[Note]:
    """The remark that the voice asked for goes before the document's."""
    name = outer.attributes.get("name", "") if outer else ""
    if outer is None or given is None or name in ("", given.name) or name not in voices.names():
        return []
    return [
        note(
            outer,
            f"the voice {name!r} gives way to the one asked for, {given.name!r}",
            f"音色 {name!r} 改用所指定的 {given.name!r}",
        )
    ]


def _has_hanzi(text: str) -> bool:
    return any("㐀" <= character <= "鿿" for character in text)


def _only_voice(element: Element) -> Element | None:
    """The voice element that holds all the text of `element`, if there is one."""
    inner = [child for child in element.children if not isinstance(child, str)]
    loose = any(isinstance(child, str) and child.strip() for child in element.children)
    speaking = [child for child in inner if _speaks(child)]
    if loose or len(speaking) != 1:
        return None
    return speaking[0] if speaking[0].local == "voice" else _only_voice(speaking[0])


def _speaks(element: Element) -> bool:
    """Whether there is text in it, or an element that is spoken without any."""
    return (
        bool(element.text.strip())
        or element.local == "sub"
        or any(_speaks(child) for child in element.children if not isinstance(child, str))
    )


def _planned(flat: Flat, speaker: Speaker, voice: Voice) -> tuple[Utterance, tuple[Run, ...]]:
    """The text as the speaker reads it, in one run if that gives every word the language that the document says."""
    runs: tuple[Run, ...] = (Run(flat.text, flat.language),)
    planned = stretches.plan(runs, speaker, voice, flat.language)
    if planned.text != flat.text:
        raise EngineFailed(
            f"The speaker {speaker.name!r} changes the text that it plans, so that marks on it lose their places.",
            f"语音引擎 {speaker.name!r} 在规划时改动了文本，标记无法对应。",
        )
    if all(p.setting.language == flat.language for p in flat.pieces):
        return planned, runs
    spans = stretches.spans(planned)
    for word, span, pieces in zip(planned.words, spans, placing.pieces_of(flat, planned), strict=True):
        wanted = placing.piece_of(pieces, *span).setting.language
        if wanted != flat.language and _primary(wanted) != _primary(word.language or flat.language):
            groups = groupby(flat.pieces, key=lambda piece: piece.setting.language)
            runs = tuple(Run("".join(flat.text[p.start : p.end] for p in group), own) for own, group in groups)
            return stretches.plan(runs, speaker, voice, flat.language), runs
    return planned, runs


def _primary(language: str) -> str:
    return language.lower().split("-")[0]


def _with_readings(flat: Flat, planned: Utterance, runs: Sequence[Run], speaker: Speaker, voice: Voice) -> Utterance:
    """The plan with the readings of the phoneme elements; each refusal names its element."""
    regions = [region for region in flat.regions if region.kind == "phoneme"]
    if not regions:
        return planned
    say = stretches.say_with(speaker, voice)
    spans = stretches.spans(planned)
    wanted = [_stretch(flat, planned, spans, region) for region in regions]

    def plan(chosen: Sequence[Stretch]) -> Utterance:
        own = stretches.word_readings(planned, chosen, say)
        return stretches.plan(runs, speaker, voice, flat.language, own)

    try:
        return plan(wanted)
    except BadInput:
        for region, stretch in zip(regions, wanted, strict=True):
            try:
                plan([stretch])
            except BadInput as error:
                raise at(region.element.line, region.element.column, error.en.rstrip("."), error.zh.rstrip("。")) from error
        raise


def _stretch(flat: Flat, planned: Utterance, spans: Sequence[tuple[int, int]], region: Region) -> Stretch:
    element = region.element
    written = flat.text[region.start : region.end].strip()
    words = [planned.words[place] for place in stretches.covered(spans, region.start, region.end)]
    language = (words[0].language if words else "") or flat.language
    try:
        name = notation.alphabet(element.attributes.get("alphabet", ""), language)
        reading = notation.normalise(element.attributes["ph"], language, name, word=written)
    except BadInput as error:
        raise at(
            element.line,
            element.column,
            f"<{element.name}>: {error.en.rstrip('.')}",
            f"<{element.name}>：{error.zh.rstrip('。')}",
        ) from error
    return Stretch(region.start, region.end, reading, element.place)


def _with_lexicon(
    flat: Flat, planned: Utterance, speaker: Speaker, voice: Voice, base: Path, given: Lexicon
) -> tuple[Utterance, list[Note]]:
    """With the readings of the document's dictionaries, then of the one given; phoneme elements go before both."""
    notes: list[Note] = []
    own = Lexicon()
    for element in flat.whole:
        if element.local == "lexicon":
            own = merge(own, _lexicon(element, base, notes))
    done = applied(merge(own, given), planned, speaker, voice)
    return done.utterance, notes + [_missed(missed) for missed in done.missed]


def _missed(missed: Missed) -> Note:
    word = missed.entry.text
    return Note("", f"The dictionary's {word!r} could not be applied: {missed.en}", f"词典中的“{word}”未能应用：{missed.zh}")


def _lexicon(element: Element, base: Path, notes: list[Note]) -> Lexicon:
    name = element.attributes.get("uri", "").strip()
    if not files.is_local(name):
        notes.append(note(element, f"{name!r} {files.NOT_FETCHED[0]}", f"{name!r} {files.NOT_FETCHED[1]}"))
        return Lexicon()
    try:
        found = lexicon_files.load(base / name)
    except BadInput as error:
        raise refuse(element, error.en.rstrip("."), error.zh.rstrip("。")) from error
    notes += [Note(f"{name} {r.place}", r.en, r.zh) for r in found.remarks]
    return found.lexicon
