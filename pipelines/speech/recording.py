"""The speaker "recording": an aligned recording, edited like any other speech, in its own sound.

What nobody touched is the recording itself, sample for sample. Lengths are changed by PSOLA, words that are gone are cut out,
pauses grow from the room's own tone, and all of it joins in cross-fades of 10 ms. Pitch, loudness and manner are laid over
afterwards, round the words that ask for them only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..errors import BadInput
from ..files import read_text
from ..media import Audio, read_audio
from ..overrides import PhonemeOverride
from ..prosody import PLAIN, manners
from ..timeline import Segment, Utterance, Word
from ..voice import Voice
from . import psola, room_tone
from .align.aligned import VOICE, Placement, placement
from .retouch import retouch
from .room_tone import RoomTone

_HALF_FADE = 0.005  # seconds on each side of a joint
_ROOM = 0.125  # a power of two, so that what is scaled by it and back is what it was
_KNEE = 0.9


def alignment_file(speech: Path) -> Path:
    """Where the alignment of the timeline `speech` stands: speech.json has speech.align.json beside it."""
    return speech.with_name(speech.stem + ".align.json")


def voice_for(utterance: Utterance, speech: Path) -> Voice:
    """The voice of an aligned recording whose timeline is the file `speech`: the recording lies beside it.

    BadInput if it is not there.
    """
    name = utterance.voice.removeprefix(VOICE)
    path = speech.parent / name
    if Path(name).name != name or not path.is_file():
        raise BadInput(
            f"The recording {name!r} is not beside {speech}. Put it there, or align it again: studio align.",
            f"{speech} 旁边没有录音 {name!r}。请将其放在那里，或重新对齐：studio align。",
        )
    beside = alignment_file(speech)
    return Voice(utterance.voice, "recording", utterance.language, reference=path, model=beside if beside.is_file() else None)


class RecordingSpeaker:
    """Speaks what a recording holds. It plans nothing: `pipelines.speech.align` does."""

    name = "recording"
    version = "1"
    note = "a person's recording, edited"

    def plan(self, text: str, voice: Voice, *, language: str = "", readings: Mapping[int, str] | None = None) -> Utterance:
        raise BadInput(
            "A recording is not planned from a text but aligned with it: studio align RECORDING --text TEXT --out speech.json.",
            "录音不能由文本规划，而应与文本对齐：studio align 录音 --text 文本 --out speech.json。",
        )

    def speak(self, utterance: Utterance, voice: Voice) -> Audio:
        """Exactly `utterance.samples` samples, mono. `voice.reference` is the recording, `voice.model` its alignment file.

        BadInput where a word is not in the recording, or is to be read otherwise or by another voice.
        """
        if voice.engine != self.name or voice.reference is None:
            raise BadInput(
                f"The voice {voice.name!r} is not a recording. A recording's words can be said by itself only.",
                f"声音 {voice.name!r} 不是录音。录音中的词只能由录音自身发声。",
            )
        sound = read_audio(voice.reference).mono()
        where = None
        if voice.model is not None:
            where = placement(read_text(voice.model, limit=400_000_000), str(voice.model))
        return render(sound, utterance, where)


def for_file(audio: Audio) -> Audio:
    """`audio` so scaled that `write_audio`, which puts 1.0 at 32767, gives a 16-bit recording its own samples back."""
    return Audio(audio.samples * np.float32(32768 / 32767), audio.rate)


def is_recording(audio: Audio, voice: Voice) -> bool:
    """Whether `audio`, spoken by the recording `voice`, is that recording sample for sample: nobody changed it."""
    assert voice.reference is not None
    own = read_audio(voice.reference).mono()
    return own.rate == audio.rate and np.array_equal(own.samples, audio.samples)


def placed(utterance: Utterance) -> Placement:
    """Where an aligned utterance's words lie in its recording, if no word was taken out or added since."""
    plain = replace(utterance, overrides={}, rate=1.0, pauses={})
    bounds: dict[str, list[int]] = {}
    for segment in plain.segments():
        if segment.index >= 0:
            bounds.setdefault(segment.word, [segment.start]).append(segment.end)
    return Placement({key: tuple(row) for key, row in bounds.items()}, plain.samples)


def render(recording: Audio, utterance: Utterance, where: Placement | None = None) -> Audio:
    """`utterance` in the sound of `recording`, mono, exactly `utterance.samples` samples.

    `where` tells where its words lie; without it they lie as the utterance without overrides has them.
    """
    where = where or placed(utterance)
    _check(recording, utterance, where)
    parts = tuple(_parts(utterance, where))
    sound = np.asarray(recording.mono().samples)
    joined = _joined(sound, recording.rate, _merged(parts), _tone(recording, where))
    return Audio(_in_manner(joined, utterance), recording.rate)


def _check(recording: Audio, utterance: Utterance, where: Placement) -> None:
    if len(recording) != where.samples or recording.rate != utterance.sample_rate:
        raise BadInput(
            f"The recording has {len(recording)} samples at {recording.rate} Hz, its timeline was made for {where.samples} at"
            f" {utterance.sample_rate} Hz. Give the recording that was aligned, or align it again: studio align.",
            f"录音有 {len(recording)} 个采样（{recording.rate} Hz），而时间线对应 {where.samples} 个采样"
            f"（{utterance.sample_rate} Hz）。请使用当初对齐的录音，或重新对齐：studio align。",
        )
    for word in utterance.words:
        over = utterance.override(word.id)
        if len(where.places.get(word.id, ())) != len(word.phonemes) + 1:
            raise BadInput(
                f"The word {word.text!r} ({word.id}) was not spoken in the recording like this. Words of a recording can be cut out,"
                " timed and shaped, not added.",
                f"录音中没有这样的词“{word.text}”（{word.id}）。录音中的词可以删除、调整时长和语气，但不能添加。",
            )
        if over.reading is not None or over.voice:
            raise BadInput(
                f"The word {word.text!r} ({word.id}) asks for another reading or voice. A recording keeps its own; accepted: lengths,"
                " pauses, pitch, loudness, speed, range, stress, style, joints, sounds between words.",
                f"词“{word.text}”（{word.id}）要求更换读音或声音，而录音保持原样；可接受：时长、停顿、音高、音量、语速、音域、重读、"
                "风格、连读、词间声音。",
            )


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the output, `samples` long: from the recording's [start, end) as it is or stretched, else room tone."""

    start: int
    end: int
    samples: int
    kind: str  # "copy", "stretch", "tone"


def _parts(utterance: Utterance, where: Placement) -> Iterator[_Part]:
    """Each segment's sound, in order."""
    after = _pauses(where)
    for segment in utterance.segments():
        if segment.samples == 0:
            continue
        if segment.index >= 0:
            start, end = where.places[segment.word][segment.index : segment.index + 2]
            same = segment.samples == end - start
            yield _Part(start, end, segment.samples, "copy" if same else "stretch")
        elif segment.index == -1:
            yield from _pause(segment, *after[segment.word])
        else:
            yield _Part(0, 0, segment.samples, "tone")  # a sound event is laid over it by who delivers the line


def _pauses(where: Placement) -> dict[str, tuple[int, int]]:
    """Word id → (start, end) of what follows it in the recording up to the next word; "" for the lead."""
    order = sorted(where.places, key=lambda key: where.places[key][0])
    begins = [where.places[key][0] for key in order] + [where.samples]
    ends = [0] + [where.places[key][-1] for key in order]
    return {key: (end, begin) for key, end, begin in zip(["", *order], ends, begins, strict=True)}


def _pause(segment: Segment, start: int, end: int) -> Iterator[_Part]:
    """A pause of another length keeps its begin and its end, where the neighbours' breath is, and changes in the middle."""
    own, wanted = end - start, segment.samples
    kept = min(own, wanted)
    head = (kept + 1) // 2
    if own == wanted:
        yield _Part(start, end, own, "copy")
        return
    if head:
        yield _Part(start, start + head, head, "copy")
    if wanted > own:
        yield _Part(0, 0, wanted - own, "tone")
    if kept - head:
        yield _Part(end - (kept - head), end, kept - head, "copy")


def _merged(parts: tuple[_Part, ...]) -> list[list[_Part]]:
    """Runs that are made in one go: neighbours of one kind that are neighbours in the recording too."""
    runs: list[list[_Part]] = []
    for part in parts:
        if runs and part.kind == runs[-1][-1].kind and (part.kind == "tone" or part.start == runs[-1][-1].end):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _tone(recording: Audio, where: Placement) -> RoomTone:
    return _learnt_tone(recording, tuple(sorted(_pauses(where).values())))


@lru_cache(maxsize=2)
def _learnt_tone(recording: Audio, pauses: tuple[tuple[int, int], ...]) -> RoomTone:
    return room_tone.learn(recording.mono().samples, pauses)


def _joined(sound: np.ndarray, rate: int, runs: list[list[_Part]], tone: RoomTone) -> np.ndarray:
    """All runs one after the other, each fading into the next."""
    lengths = [sum(part.samples for part in run) for run in runs]
    half = round(_HALF_FADE * rate)
    fades = [0, *(min(half, a // 2, b // 2) for a, b in itertools.pairwise(lengths)), 0]
    out = np.zeros(sum(lengths), np.float32)
    at = 0
    for place, (run, length) in enumerate(zip(runs, lengths, strict=True)):
        before, after = fades[place], fades[place + 1]
        made = _made(sound, rate, run, length, before, after, tone, seed=at)
        if before:
            made[: 2 * before] *= _ramp(before)
        if after:
            made[len(made) - 2 * after :] *= 1 - _ramp(after)
        out[at - before : at + length + after] += made
        at += length
    return out


def _ramp(half: int) -> np.ndarray:
    return np.asarray((np.arange(2 * half) + 0.5) / (2 * half), np.float32)


def _made(
    sound: np.ndarray, rate: int, run: list[_Part], length: int, before: int, after: int, tone: RoomTone, seed: int
) -> np.ndarray:
    """A run's sound with so many samples more on either side."""
    if run[0].kind == "tone":
        return tone.make(length + before + after, seed)
    start, end = run[0].start - before, run[-1].end + after
    if run[0].kind == "copy":
        return _read(sound, start, end)
    source = [start, run[0].start, *(part.end for part in run), end]
    steps = [before, *(part.samples for part in run), after]
    target = [0, *(int(edge) for edge in np.cumsum(steps))]
    pad = max(0, -start, end - len(sound))  # beyond the recording lies silence
    return psola.stretch(np.pad(sound, pad), rate, [place + pad for place in source], target)


def _read(sound: np.ndarray, start: int, end: int) -> np.ndarray:
    """sound[start:end], with silence where that lies outside."""
    inside = sound[max(start, 0) : max(min(end, len(sound)), 0)]
    return np.pad(inside, (max(0, -start), end - max(start, 0) - len(inside) if end > len(sound) else 0)).astype(np.float32)


def _in_manner(sound: np.ndarray, utterance: Utterance) -> np.ndarray:
    """Pitch, loudness and manner laid over the words that ask for them; a word more on either side is looked at, no sample changed."""
    segments = utterance.segments()
    asked = {s.word for s, manner in zip(segments, manners(utterance, segments), strict=True) if manner != PLAIN}
    if not asked:
        return sound
    out = sound.copy()
    places = [place for place, word in enumerate(utterance.words) if word.id in asked]
    for first, last in _stretches(places, len(utterance.words)):
        part, start, end = _excerpt(utterance, first, last)
        own = sound[start:end]
        shaped = retouch(own * np.float32(_ROOM), utterance.sample_rate, part) / np.float32(_ROOM)
        loud = (np.abs(shaped) > _KNEE) & (shaped != own)
        bent = np.sign(shaped) * (_KNEE + (1 - _KNEE) * np.tanh((np.abs(shaped) - _KNEE) / (1 - _KNEE)))
        out[start:end] = np.where(loud, bent, shaped)
    return out


def _stretches(places: list[int], count: int) -> Iterator[tuple[int, int]]:
    """[first, last] words round the `places`, one more on either side, those that meet taken together."""
    first = last = -2
    for place in places:
        if first >= 0 and place - 1 <= last + 1:
            last = min(place + 1, count - 1)
            continue
        if first >= 0:
            yield first, last
        first, last = max(place - 1, 0), min(place + 1, count - 1)
    if first >= 0:
        yield first, last


def _excerpt(utterance: Utterance, first: int, last: int) -> tuple[Utterance, int, int]:
    """Words first … last as an utterance of their own with the lengths they have in the whole, and where it lies there."""
    ids = {word.id for word in utterance.words[first : last + 1]}
    segments = [segment for segment in utterance.segments() if segment.word in ids]
    length = {(segment.word, segment.index): segment.samples for segment in segments}
    words: list[Word] = []
    overrides = {}
    for word in utterance.words[first : last + 1]:
        over = utterance.override(word.id)
        phonemes = {
            index: replace(over.phonemes.get(index, PhonemeOverride()), samples=length[word.id, index])
            for index in range(len(word.phonemes))
        }
        events = tuple(replace(event, samples=length[word.id, -2 - n]) for n, event in enumerate(over.events))
        overrides[word.id] = replace(over, phonemes=phonemes, pause=length.get((word.id, -1), 0), events=events)
        words.append(word)
    part = replace(utterance, words=tuple(words), overrides=overrides, rate=1.0, lead=0, opening="", pauses={})
    return part, segments[0].start, segments[-1].end
