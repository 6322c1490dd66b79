"""Wild utterances, and what each format must give back of them. The tests and benchmarks/formats.py share it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from pipelines import engines, timeline
from pipelines.errors import BadInput
from pipelines.overrides import SoundEvent, WordOverride
from pipelines.speech import formats
from pipelines.speech import voices as library
from pipelines.speech.formats import cutting, laid
from pipelines.timeline import Utterance

from ..strategies import utterances

SPEAKER, VOICE = engines.load("speaker", "espeak"), library.default("en")
TEXTS = st.text("ab字é \"',;:.!?，。«#-{}\\<>&/|=\n\t%0１🙂👩‍👩‍👧שלوλ\u3000¡[]*", min_size=1, max_size=6)
AFTERS = st.sampled_from(["", " ", "，", ", ", '."\n', "。\n\n", " — ", "!\r\n", "-->", "\t", "؟ "])
EVENTS = st.lists(st.builds(SoundEvent, st.sampled_from(["breath", "laugh"]), st.integers(1, 9000)), max_size=2)


@st.composite
def wild(draw: st.DrawFn) -> Utterance:
    """Utterances with quotes, line breaks, commas, CJK, emoji and right-to-left text, sound events, voices and sample rates."""
    utterance = draw(utterances())
    words = tuple(replace(word, text=draw(TEXTS), after=draw(AFTERS)) for word in utterance.words)
    overrides = dict(utterance.overrides)
    for word in words:
        extra = draw(st.sampled_from(["", "", "", "events", "voice"]))
        own = overrides.get(word.id, WordOverride())
        if extra == "events":
            overrides[word.id] = replace(own, events=tuple(draw(EVENTS)))
        elif extra == "voice":
            overrides[word.id] = replace(own, voice="anna")
    rate = draw(st.sampled_from([24_000, 24_000, 22_050, 16_000, 48_000]))
    return replace(utterance, words=words, overrides=overrides, sample_rate=rate, opening=draw(AFTERS))


def sounds(utterance: Utterance) -> list[tuple[object, ...]]:
    """Every phoneme, pause and event with its place, and the word it belongs to by number."""
    numbers = {word.id: number for number, word in enumerate(utterance.words)}
    return [(s.symbol, s.start, s.end, numbers.get(s.word, -1), s.index, s.stress, s.tone) for s in laid.segments(utterance)]


def voices(utterance: Utterance) -> list[str]:
    return [laid.voice_of(utterance, word) for word in utterance.words]


def check_tiers(kind: str, utterance: Utterance) -> None:
    """Words, phonemes, stress, tone and every boundary come back to the sample."""
    imported = formats.read(formats.export(utterance, kind), kind, language="en", sample_rate=utterance.sample_rate)
    check_sounds(imported, utterance)
    assert [word.text for word in imported.utterance.words] == [word.text for word in utterance.words]
    if kind != "lab":
        assert voices(imported.utterance) == voices(utterance)


def check_sounds(imported: formats.Imported, utterance: Utterance) -> None:
    """Each boundary to the sample; a phoneme over ten seconds is more than a timeline takes, and is told."""
    if any(s.samples > 10 * utterance.sample_rate for s in utterance.segments() if s.index >= 0):
        assert any("10 s" in note.en for note in imported.notes)
        assert [s[0] for s in sounds(imported.utterance) if s[4] >= 0] == [s[0] for s in sounds(utterance) if s[4] >= 0]
    else:
        assert sounds(imported.utterance) == sounds(utterance)


def check_csv(utterance: Utterance) -> None:
    """All but the manner of speaking comes back."""
    imported = formats.read(formats.export(utterance, "csv"), "csv")
    again = imported.utterance
    check_sounds(imported, utterance)
    assert voices(again) == voices(utterance)
    assert (again.sample_rate, again.language, again.text) == (utterance.sample_rate, utterance.language, utterance.text)
    assert [(w.id, w.text, w.after, w.reading) for w in again.words] == [
        (w.id, w.text, w.after, laid.reading_of(utterance, w)) for w in utterance.words
    ]


def check_json(utterance: Utterance) -> None:
    again = formats.read(formats.export(utterance, "json"), "json").utterance
    assert timeline.dumps(again) == timeline.dumps(utterance)
    assert again.segments() == utterance.segments()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def check_subtitles(kind: str, utterance: Utterance) -> None:
    """No text is lost, and every cue begins when it should, to the format's resolution, unless a note tells otherwise."""
    cues = [cue for cue in cutting.cut(utterance) if cue.text.strip()]
    try:
        imported = formats.read(
            formats.export(utterance, kind), kind, speaker=SPEAKER, voice=VOICE, language="en", captions=True
        )
    except BadInput:
        assert not any(sayable(cue.text) for cue in cues)
        return
    said = imported.utterance
    aside = [squeezed(kept["text"]) for name in ("unspoken", "replanned") for kept in imported.extra.get(name, ())]
    for cue in cues:
        assert squeezed(cue.text) in squeezed(said.text) or squeezed(cue.text) in aside, (cue.text, said.text, aside)
    if kind == "ass" or any(note.place for note in imported.notes):
        return
    starts = [word.start / said.sample_rate for word in laid.words(said)]
    for cue in cues:
        assert min(abs(cue.start / utterance.sample_rate - start) for start in starts) <= 0.0005 + 1 / said.sample_rate


def sayable(text: str) -> bool:
    try:
        SPEAKER.plan(text, VOICE, language="en")
    except (BadInput, ValueError):
        return False
    return True


CHECKS: dict[str, Callable[[Utterance], None]] = {
    "textgrid": lambda u: check_tiers("textgrid", u),
    "textgrid-short": lambda u: check_tiers("textgrid-short", u),
    "lab": lambda u: check_tiers("lab", u),
    "csv": check_csv,
    "json": check_json,
    "srt": lambda u: check_subtitles("srt", u),
    "vtt": lambda u: check_subtitles("vtt", u),
    "ass": lambda u: check_subtitles("ass", u),
}
